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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that is well again is called again: breaker, places and retries by the defaults that operators have. */
class RecoveryIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST_PER_HOST = 50;
    private static final int IN_A_ROW = 30;

    private static Gateway gateway;
    private static int connections;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.with()
                .env("SALLYPORT_OVERLOAD_MAX_CALLS_PER_HOST", "" + MOST_PER_HOST)
                .env("SALLYPORT_UPSTREAM_HEAD_TIMEOUT", "1s")
                .env("SALLYPORT_RETRY_BASE_DELAY", "10ms")
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start();
        gateway.integrate("bb-none", "i", "{}", "");
    }

    @AfterAll
    static void stop() {
        assertThat(gateway.log()).doesNotContain("internal_error");
        gateway.close();
    }

    /** Callers do not wait for it: they go on all the time, and more of them than there are places. */
    @ParameterizedTest
    @ValueSource(strings = {"fails", "hangs", "resets", "is refused for its limit"})
    void afterAProviderThat(String kind) throws IOException {
        Ill ill = new Ill(kind);
        try (RawUpstream upstream = RawUpstream.start(ill)) {
            Route route = to(upstream);
            List<RawClient> waiting = new ArrayList<>();
            try (Load load =
                    new Load().every(Duration.ofMillis(10), route, "/", "Retries: 2", "Sallyport-Max-Wait: 0")) {
                for (int i = 0; i < MOST_PER_HOST; i++) {
                    waiting.add(route.open().send(route.head("GET", "/")));
                }
                Awaitility.await("refusals of ours")
                        .atMost(SOON)
                        .until(() -> load.statuses().getOrDefault(503, 0)
                                        + load.statuses().getOrDefault(429, 0)
                                > 50);

                long from = System.nanoTime();
                ill.well = true;
                Awaitility.await("well for a while after it " + kind)
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> allWell(route));
                System.out.printf("after a provider that %s: %d ms%n", kind, (System.nanoTime() - from) / 1_000_000);
            }
            for (RawClient caller : waiting) {
                caller.close();
            }
            assertThat(allWell(route)).as("without the load").isTrue();
        }
    }

    @Test
    void aBudgetOfRetriesThatIsUsedUpIsThereAgain() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(answer(404, "no")))) {
            Route route = to(upstream);
            Awaitility.await("used up")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> fail(route).headers("sallyport-retry-reason").contains("budget_exhausted"));

            Awaitility.await("repeated again")
                    .atMost(SOON.plusSeconds(1))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> fail(route).headers("sallyport-attempts").contains("4"));
        }
    }

    private static RawResponse fail(Route route) throws IOException {
        RawResponse answer = route.get("/", "Retries: 3", "Retry-On: 404");
        assertThat(answer.status()).isEqualTo(404);
        return answer;
    }

    private static boolean allWell(Route route) throws IOException {
        for (int i = 0; i < IN_A_ROW; i++) {
            if (route.get("/").status() != 200) {
                return false;
            }
        }
        return true;
    }

    private static Route to(RawUpstream upstream) throws IOException {
        return gateway.connect("i", "c" + connections++, NONE, "{\"port\":\"" + upstream.port() + "\"}");
    }

    /** Does nobody any good until it is well. */
    private static final class Ill implements RawUpstream.Script {

        private final String kind;
        private volatile boolean well;

        Ill(String kind) {
            this.kind = kind;
        }

        @Override
        public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
            if (well) {
                wire.send(RawUpstream.ok("well"));
                return;
            }
            switch (kind) {
                case "hangs" -> wire.stall();
                case "resets" -> wire.reset();
                case "fails" -> wire.send(InTurn.answer(500, "broken"));
                default -> wire.send(InTurn.answer(429, "too many", "Retry-After: 2"));
            }
        }
    }
}
