// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that end without a whole answer, and callers that do not wait for one. */
@ExtendWith(SharedGateway.class)
class RetryFaultIT {

    private final SharedGateway.Running shared;

    RetryFaultIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whatNeverLeftIsSentAgainWhateverTheMethod(String method) throws IOException {
        Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + Gateway.freePort() + "\"}");
        RawResponse answer = route.send(method, "/", "body".getBytes(), "Retries: 2");

        expect(answer, 502, 3, "attempts_exhausted");
        assertThat(answer.text()).contains("\"code\":\"upstream_unreachable\"", "\"reason\":\"connect\"");
        assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
    }

    @Test
    void aGetIsSentAgainAfterAReset() throws IOException {
        try (RawUpstream upstream = failingTimes(2, RawUpstream.Wire::reset)) {
            expect(shared.to(upstream, "bb-none", NONE).get("/", "Retries: 3"), 200, 3, "network_error");
        }
    }

    @Test
    void aGetIsSentAgainWhenTheUpstreamHangsUpWithoutAWord() throws IOException {
        try (RawUpstream upstream = failingTimes(1, RawUpstream.Wire::close)) {
            expect(shared.to(upstream, "bb-none", NONE).get("/", "Retries: 1"), 200, 2, "network_error");
        }
    }

    @Test
    void aPostThatMayHaveArrivedIsNotSentAgainAfterAReset() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.reset())) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).post("/", "pay once", "Retries: 3");

            expect(answer, 502, 1, "not_idempotent");
            assertThat(answer.text()).contains("\"code\":\"upstream_unreachable\"");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void aPostThatNamesItselfIsSentAgainAfterAReset() throws IOException {
        try (RawUpstream upstream = failingTimes(1, RawUpstream.Wire::reset)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE)
                    .post("/", "pay once", "Retries: 1", "Idempotency-Key: order-7");

            expect(answer, 200, 2, "network_error");
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(request.headers("idempotency-key")).containsExactly("order-7"));
        }
    }

    @Test
    void anAnswerThatBreaksOffWasGivenToTheCallerAndIsNotRepeated() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/", "Retries: 3"));
                RawResponse head = client.readHead();

                expect(head, 200, 1, null);
                assertThat(client.readRest()).isEqualTo("beginning");
            }
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsNotRepeated() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("220 mail.example ESMTP\r\n")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 3");

            expect(answer, 502, 1, "not_retryable");
            assertThat(answer.text()).contains("\"code\":\"bad_upstream\"");
        }
    }

    @Test
    void aHeadThatDoesNotComeIsAskedForAgain() throws IOException {
        try (RawUpstream upstream = failingTimes(1, RawUpstream.Wire::stall)) {
            expect(shared.to(upstream, "bb-none", NONE).get("/", "Retries: 1"), 200, 2, "network_error");
        }
    }

    @Test
    void oneDeadlineHoldsForAllAttempts() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall())) {
            Route route = shared.to(upstream, "bb-none", NONE);
            long from = System.nanoTime();
            RawResponse answer = route.get("/", "Retries: 5", "Sallyport-Timeout: 4500");

            // The first attempt has the 3 s that a head may take, the second what is left.
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofMillis(4500), Duration.ofMillis(5500));
            assertThat(answer.status()).as(answer.text()).isEqualTo(504);
            assertThat(answer.text()).contains("\"code\":\"upstream_timeout\"", "\"phase\":\"total\"");
            assertThat(answer.headers("sallyport-attempts")).containsExactly("2");
            Awaitility.await("upstream connections closed")
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aShortDeadlineCutsTheFirstAttempt() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall())) {
            Route route = shared.to(upstream, "bb-none", NONE);
            long from = System.nanoTime();
            RawResponse answer = route.get("/", "Retries: 5", "Sallyport-Timeout: 2000");

            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofMillis(2000), Duration.ofMillis(2800));
            assertThat(answer.text()).contains("\"phase\":\"total\"");
            assertThat(answer.headers("sallyport-attempts")).containsExactly("1");
        }
    }

    @Test
    void aCallerThatLeavesDuringTheWaitEndsIt() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(503, "down", "Retry-After: 1"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/", "Retries: 3"));
                Awaitility.await("first attempt")
                        .until(() -> upstream.received().size() == 1);
            }
            Awaitility.await("no further attempt")
                    .during(Duration.ofMillis(1800))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> upstream.received().size() == 1);
            assertThat(upstream.openConnections())
                    .as("at most a pooled connection")
                    .isLessThan(2);
        }
    }

    /** Does this to the first requests and answers the rest. */
    private static RawUpstream failingTimes(int times, Fault fault) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        return RawUpstream.start((request, wire) -> {
            if (requests.incrementAndGet() <= times) {
                fault.happenTo(wire);
            } else {
                wire.send(RawUpstream.ok("done"));
            }
        });
    }

    @FunctionalInterface
    private interface Fault {

        void happenTo(RawUpstream.Wire wire) throws IOException;
    }

    private static void expect(RawResponse answer, int status, int attempts, String reason) {
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(status);
        assertThat(answer.headers("sallyport-attempts")).as("attempts").containsExactly("" + attempts);
        assertThat(answer.header("sallyport-retry-reason").orElse(null))
                .as("reason")
                .isEqualTo(reason);
    }
}
