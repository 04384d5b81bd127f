// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are worth another attempt, and what the caller learns of it. */
@ExtendWith(SharedGateway.class)
class RetryIT {

    /** How late a busy machine may make a wait. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final SharedGateway.Running shared;

    RetryIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void anAnswerAfterTwoFailuresIsAllTheCallerSees() throws IOException {
        InTurn turns = InTurn.of(
                answer(503, "first", "X-Failed: 1", "Content-Type: text/html"),
                answer(503, "second".repeat(50_000), "X-Failed: 2"),
                answer(200, "third", "X-Own: 1"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/a?b", "Retries: 5");

            expect(answer, 200, 3, "status_code_503");
            assertThat(answer.text()).isEqualTo("third");
            assertThat(answer.header("x-failed")).isEmpty();
            assertThat(answer.header("content-type")).isEmpty();
            assertThat(answer.headers("x-own")).containsExactly("1");
            assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            assertThat(turns.waitAfter(0)).as("first wait").isLessThan(LATE.plusMillis(500));
            assertThat(turns.waitAfter(1)).as("second wait").isLessThan(LATE.plusMillis(1000));
            assertThat(upstream.received()).allMatch(request -> request.target().equals("/a?b"));
        }
    }

    @Test
    void theLastAnswerIsTheOneToKeepWhenNoAttemptHelps() throws IOException {
        InTurn turns = InTurn.of(answer(503, "first"), answer(502, "second"), answer(500, "third", "X-Own: 1"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 2");

            expect(answer, 500, 3, "attempts_exhausted");
            assertThat(answer.text()).isEqualTo("third");
            assertThat(answer.headers("x-own")).containsExactly("1");
            assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            assertThat(upstream.received()).hasSize(3);
        }
    }

    @Test
    void nothingIsRepeatedUnlessAskedFor() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(503, "down"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/");

            expect(answer, 503, 1, null);
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void aPostThatMayHaveDoneSomethingIsNotRepeated() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(500, "half done", "X-Own: 1"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).post("/", "{}", "Retries: 3");

            expect(answer, 500, 1, "not_idempotent");
            assertThat(answer.text()).isEqualTo("half done");
            assertThat(answer.headers("x-own")).containsExactly("1");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 503, X-A: 1, status_code_503",
        "PATCH, 503, X-A: 1, status_code_503",
        "POST, 500, Idempotency-Key: k-1, status_code_500",
        "PATCH, 502, Idempotency-Key: k-1, status_code_502",
        "POST, 500, 'Retry-On: 500, 409', status_code_500",
        "POST, 409, 'Retry-On: 500, 409', retry_on_409",
        "PUT, 500, X-A: 1, status_code_500",
        "DELETE, 504, X-A: 1, status_code_504",
    })
    void aRequestThatMayBeRepeatedIs(String method, int status, String header, String reason) throws IOException {
        try (RawUpstream upstream = RawUpstream.start(InTurn.of(answer(status, "no"), answer(200, "done")))) {
            RawResponse answer =
                    shared.to(upstream, "bb-none", NONE).send(method, "/", "the body".getBytes(), "Retries: 1", header);

            expect(answer, 200, 2, reason);
            assertThat(upstream.received()).hasSize(2).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo(method);
                assertThat(request.bodyText()).isEqualTo("the body");
                assertThat(request.headers("content-length")).containsExactly("8");
                assertThat(request.headers("idempotency-key"))
                        .isEqualTo(header.startsWith("Idem") ? List.of("k-1") : List.of());
            });
        }
    }

    @Test
    void aHeadIsRepeatedLikeAGet() throws IOException {
        InTurn turns = InTurn.of(
                "HTTP/1.1 503 Down\r\nContent-Length: 100\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).call("HEAD", "/", "Retries: 1");

            expect(answer, 200, 2, "status_code_503");
            assertThat(answer.headers("content-length")).containsExactly("7");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 400, 403, 404, 409, 421, 431, 451, 501, 505, 511, 599})
    void otherStatusesPassAtOnce(int status) throws IOException {
        try (RawUpstream upstream =
                RawUpstream.answering(status == 304 ? "HTTP/1.1 304 Same\r\n\r\n" : answer(status, "no"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 3");

            expect(answer, status, 1, status == 304 ? null : "not_retryable");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void tooEarlyIsRepeatedOnce() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(425, "too early"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 3");

            expect(answer, 425, 2, "not_retryable");
            assertThat(upstream.received()).hasSize(2);
        }
    }

    @Test
    void aRefusedCredentialIsRepeatedOnlyWhenAsked() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(401, "who?"))) {
            Route route = shared.to(upstream, "bb-header");

            expect(route.get("/", "Retries: 2"), 401, 1, "credential_rejected");
            expect(route.get("/", "Retries: 1", "Retry-On: 401"), 401, 2, "attempts_exhausted");
        }
    }

    @ParameterizedTest
    @CsvSource({"X-None: 1, 3", "Retries: 0, 1", "Retries: 1, 2", "Retries: 3, 4", "'Retries:', 3"})
    void theCallersNumberBeatsTheIntegrations(String header, int attempts) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(503, "down"))) {
            RawResponse answer =
                    shared.to(upstream, "bb-none", NONE, "{\"retries\":2}").get("/", header);

            expect(answer, 503, attempts, attempts == 1 ? null : "attempts_exhausted");
            assertThat(upstream.received()).hasSize(attempts);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "418, X-A: 1, 2, provider_error_code_418",
        "431, X-A: 1, 2, provider_error_code_430-431",
        "503, X-A: 1, 1, not_retryable",
        "404, X-A: 1, 1, not_retryable",
        "404, x-left: 1, 1, not_retryable",
        "404, x-left: 0, 2, provider_remaining",
    })
    void aProvidersRulesReplaceTheUsualStatuses(int status, String header, int attempts, String reason)
            throws IOException {
        try (RawUpstream upstream = RawUpstream.start(InTurn.of(answer(status, "no", header), answer(200, "done")))) {
            RawResponse answer = shared.to(upstream, "bb-retry-rules", NONE).get("/", "Retries: 1");

            expect(answer, attempts == 1 ? status : 200, attempts, reason);
            assertThat(upstream.received()).hasSize(attempts);
        }
    }

    @Test
    void connectionsOfFailedAttemptsAreUsedAgain() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(503, "down"))) {
            expect(shared.to(upstream, "bb-none", NONE).get("/", "Retries: 3"), 503, 4, "attempts_exhausted");

            assertThat(upstream.connections()).as("connections of 4 attempts").isLessThan(3);
        }
    }

    @Test
    void aFailedAnswerThatDoesNotEndIsGivenUp() throws IOException {
        String endless = "HTTP/1.1 503 Down\r\nContent-Length: 1000000\r\n\r\nsome of it";
        try (RawUpstream upstream = RawUpstream.start(InTurn.of(endless, endless, answer(200, "done")))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 2");

            expect(answer, 200, 3, "status_code_503");
            assertThat(answer.text()).isEqualTo("done");
            Awaitility.await("connections of given up answers closed")
                    .atMost(LATE)
                    .until(() -> upstream.openConnections() <= 1);
        }
    }

    private static void expect(RawResponse answer, int status, int attempts, String reason) {
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(status);
        assertThat(answer.headers("sallyport-attempts")).as("attempts").containsExactly("" + attempts);
        assertThat(answer.header("sallyport-retry-reason").orElse(null))
                .as("reason")
                .isEqualTo(reason);
    }
}
