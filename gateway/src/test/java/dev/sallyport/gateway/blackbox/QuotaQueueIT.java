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
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that wait for the same limit. */
@ExtendWith(SharedGateway.class)
class QuotaQueueIT {

    private final SharedGateway.Running shared;

    QuotaQueueIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void fiftyThatWaitForOneResetDoNotComeTogether() throws Exception {
        Arrivals arrivals = new Arrivals();
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            boolean first = request.target().equals("/first");
            if (!first) {
                arrivals.mark(request.target());
            }
            wire.send(answer(
                    200,
                    "done",
                    "X-RateLimit-Limit: 1000",
                    "X-RateLimit-Remaining: " + (first ? 0 : 1000 - arrivals.size()),
                    "X-RateLimit-Reset: " + (first ? "2000" : "60000")));
        })) {
            Route route = shared.to(upstream, "bb-own", NONE);
            assertThat(route.get("/first").status()).isEqualTo(200);
            try (Waiters waiters = new Waiters()) {
                for (int i = 0; i < 50; i++) {
                    waiters.call(route, "/" + i);
                }
                waiters.expectAllAnswered();
            }
            System.out.println("50 after one reset: " + arrivals);
            assertThat(arrivals.size()).isEqualTo(50);
            // Two more than a fifth: what left the gateway evenly does not arrive to the millisecond.
            assertThat(arrivals.mostWithin(Duration.ofMillis(100)))
                    .as("most arrivals within 100 ms: " + arrivals)
                    .isLessThanOrEqualTo(12);
            assertThat(spread(arrivals)).as("from the first to the last").isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void fiftyThatWereRefusedWithOneWaitDoNotComeBackTogether() throws Exception {
        Arrivals again = new Arrivals();
        long[] until = new long[1];
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            long now = System.nanoTime();
            synchronized (until) {
                until[0] = until[0] == 0 ? now + Duration.ofSeconds(2).toNanos() : until[0];
            }
            if (now < until[0]) {
                wire.send(answer(429, "no", "Retry-After: 2"));
            } else {
                again.mark(request.target());
                wire.send(RawUpstream.ok("done"));
            }
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (Waiters waiters = new Waiters()) {
                for (int i = 0; i < 50; i++) {
                    waiters.call(route, "/" + i, "Retries: 3");
                }
                waiters.expectAllAnswered();
            }
            System.out.println("50 after one refusal: " + again);
            assertThat(again.size()).isEqualTo(50);
            assertThat(again.mostWithin(Duration.ofMillis(100)))
                    .as("most arrivals within 100 ms: " + again)
                    .isLessThanOrEqualTo(12);
        }
    }

    @Test
    void highPriorityOvertakesLow() throws Exception {
        LimitedUpstream limited = new LimitedUpstream(3, Duration.ofMillis(1500));
        try (RawUpstream upstream = RawUpstream.start(limited)) {
            Route route = shared.to(upstream, "bb-own", NONE);
            for (int i = 0; i < 3; i++) {
                assertThat(route.get("/before").status()).isEqualTo(200);
            }
            awaitSpent(route);
            long window = limited.window();
            try (Waiters waiters = new Waiters()) {
                for (int i = 0; i < 4; i++) {
                    waiters.call(route, "/low", "Sallyport-Priority: low");
                }
                awaitWaiting(4);
                waiters.call(route, "/normal");
                awaitWaiting(5);
                waiters.call(route, "/high", "Sallyport-Priority: high");
                waiters.call(route, "/high", "Sallyport-Priority: high");
                awaitWaiting(7);
                assertThat(limited.window()).as("window while they come").isEqualTo(window);
                waiters.expectAllAnswered();
            }
            List<String> order = limited.arrivals().order();
            assertThat(order.subList(3, 6)).as("order " + order).containsExactlyInAnyOrder("/high", "/high", "/normal");
            assertThat(order.subList(3, 5)).as("order " + order).containsOnly("/high");
            assertThat(limited.refused()).as("refused").isZero();
        }
    }

    @Test
    void whoLeavesLeavesTheLineToo() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer(429, "no", "Retry-After: 5"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            assertThat(route.get("/").status()).isEqualTo(429);
            try (Waiters waiters = new Waiters()) {
                for (int i = 0; i < 3; i++) {
                    waiters.call(route, "/");
                }
                awaitWaiting(3);
            }
            awaitWaiting(0);
            assertThat(upstream.received()).as("requests upstream").hasSize(1);
            Awaitility.await("callers' connections closed").until(() -> upstream.openConnections() < 2);
        }
    }

    @Test
    void whoWaitsInVainIsToldWhenItsPatienceEnds() throws IOException {
        // More waiters than the next window has permits: that the last of them is served in time is not known
        // beforehand.
        LimitedUpstream limited = new LimitedUpstream(2, Duration.ofMillis(1500));
        try (RawUpstream upstream = RawUpstream.start(limited)) {
            Route route = shared.to(upstream, "bb-own", NONE);
            for (int i = 0; i < 2; i++) {
                assertThat(route.get("/before").status()).isEqualTo(200);
            }
            awaitSpent(route);
            try (Waiters waiters = new Waiters()) {
                for (int i = 0; i < 8; i++) {
                    waiters.call(route, "/", "Sallyport-Max-Wait: 2500");
                }
                List<RawResponse> answers = waiters.answers();
                assertThat(answers.stream()
                                .filter(answer -> answer.status() == 200)
                                .count())
                        .as("served within 2.5 s: "
                                + answers.stream().map(RawResponse::text).toList() + limited)
                        .isBetween(2L, 4L);
                assertThat(answers)
                        .filteredOn(answer -> answer.status() != 200)
                        .allSatisfy(answer -> assertThat(answer.text()).contains("\"rate_limited\""));
            }
            assertThat(limited.refused()).as("refused by the upstream").isZero();
        }
    }

    private void awaitSpent(Route route) {
        BucketRow.await(shared.gateway(), route, "spent", row -> row.remaining() != null && row.remaining() == 0);
    }

    /** Of all buckets, by the replica's own count: tests run one after the other. */
    private void awaitWaiting(int calls) {
        Awaitility.await(calls + " calls waiting")
                .atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> shared.gateway().gauge("sallyport_quota_waiting"), value -> value == calls);
    }

    private static Duration spread(Arrivals arrivals) {
        return Duration.ofNanos(
                arrivals.all().getLast().nanos() - arrivals.all().getFirst().nanos());
    }

    /** Callers of whom each has a connection of its own. */
    private static final class Waiters implements AutoCloseable {

        private final List<RawClient> clients = new ArrayList<>();

        void call(Route route, String path, String... headers) throws IOException {
            clients.add(route.open().timeout(Duration.ofSeconds(20)).send(route.head("GET", path, headers)));
        }

        void expectAllAnswered() throws IOException {
            for (RawClient client : clients) {
                RawResponse answer = client.read();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
        }

        List<RawResponse> answers() throws IOException {
            List<RawResponse> answers = new ArrayList<>();
            for (RawClient client : clients) {
                answers.add(client.read());
            }
            return answers;
        }

        @Override
        public void close() throws IOException {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
