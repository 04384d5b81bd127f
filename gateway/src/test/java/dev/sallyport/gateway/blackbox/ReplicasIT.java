// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three gateways keep within one provider's limit together. */
@ExtendWith(Replicas.class)
class ReplicasIT {

    private static final int LIMIT = 60;
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final Replicas.Three replicas;

    ReplicasIT(Replicas.Three replicas) {
        this.replicas = replicas;
    }

    @Test
    void onceALimitIsLearnedTheProviderNeverRefuses() throws Exception {
        LimitedUpstream limited = new LimitedUpstream(LIMIT, WINDOW);
        try (RawUpstream upstream = RawUpstream.start(limited);
                Load load = new Load()) {
            for (Route route : replicas.connect(replicas.integrate("bb-own"), upstream)) {
                load.callers(4, route, "/", "Sallyport-Max-Wait: 8000");
            }
            limited.awaitWindow(7);
            System.out.println(limited);

            assertThat(limited.lastRefusedWindow())
                    .as("last window with a refusal: %s", limited)
                    .isLessThan(2);
            assertThat(limited.perWindow().values())
                    .as("requests by window: %s", limited)
                    .allMatch(count -> count <= LIMIT * 1.05);
            assertThat(limited.between(2, 6, "/"))
                    .as("requests of five windows: %s", limited)
                    .isGreaterThanOrEqualTo((long) (0.7 * LIMIT * 5));
            assertThat(load.failures()).isEmpty();
            assertThat(load.statuses().keySet())
                    .as("statuses %s", load.statuses())
                    .isSubsetOf(200, 429);
        }
    }

    @Test
    void aRefusalSeenByOneStopsAllAtOnce() throws Exception {
        Arrivals arrivals = new Arrivals();
        AtomicLong refusedAt = new AtomicLong();
        Duration block = Duration.ofSeconds(2);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    if (request.target().equals("/refused")) {
                        refusedAt.set(System.nanoTime());
                        wire.send(answer(429, "no", "Retry-After: " + block.toSeconds()));
                    } else {
                        arrivals.mark(request.target());
                        wire.send(RawUpstream.ok("done"));
                    }
                });
                Load load = new Load()) {
            List<Route> routes = replicas.connect(replicas.integrate("bb-own"), upstream);
            load.callers(3, routes.get(1), "/one", "Sallyport-Max-Wait: 8000");
            load.callers(3, routes.get(2), "/other", "Sallyport-Max-Wait: 8000");
            Awaitility.await("calls through both").until(() -> arrivals.size() > 100);

            assertThat(routes.getFirst().get("/refused").status()).isEqualTo(429);
            long stopped = refusedAt.get() + Duration.ofMillis(250).toNanos();
            long end = refusedAt.get() + block.toNanos();
            Awaitility.await("calls after the block")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> arrivals.between(end, Long.MAX_VALUE, who -> true) > 10);

            assertThat(arrivals.between(stopped, end, who -> true))
                    .as("requests from 250 ms after the refusal until the end of the block")
                    .isZero();
            assertThat(load.failures()).isEmpty();
            assertThat(load.statuses()).containsOnlyKeys(200);
        }
    }

    @Test
    void aNoisyConnectionLeavesTheOthersTheirShare() throws Exception {
        LimitedUpstream limited = new LimitedUpstream(LIMIT, WINDOW);
        int share = LIMIT / 2;
        try (RawUpstream upstream = RawUpstream.start(limited);
                Load noisy = new Load();
                Load quiet = new Load()) {
            String integration = replicas.integrate("bb-shared");
            List<Route> few = replicas.connect(integration, upstream);
            for (Route route : replicas.connect(integration, upstream)) {
                noisy.callers(8, route, "/noisy", "Sallyport-Max-Wait: 8000");
            }
            quiet.every(WINDOW.dividedBy(share), few.getFirst(), "/quiet", "Sallyport-Max-Wait: 8000");
            limited.awaitWindow(8);
            System.out.println(limited);

            assertThat(limited.between(3, 7, "/quiet"))
                    .as("requests of the quiet connection in five windows: %s", limited)
                    .isGreaterThanOrEqualTo((long) (0.9 * share * 5));
            assertThat(limited.between(3, 7, "/noisy") + limited.between(3, 7, "/quiet"))
                    .as("requests of both in five windows: %s", limited)
                    .isGreaterThanOrEqualTo((long) (0.7 * LIMIT * 5));
            assertThat(limited.lastRefusedWindow())
                    .as("last window with a refusal: %s", limited)
                    .isLessThan(2);
            assertThat(quiet.failures()).isEmpty();
            assertThat(noisy.failures()).isEmpty();
        }
    }

    @Test
    void aLimitThatOneLearnedIsKnownToAll() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(
                answer(200, "done", "X-RateLimit-Limit: 10", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 30000"))) {
            List<Route> routes = replicas.connect(replicas.integrate("bb-own"), upstream);
            assertThat(routes.getFirst().get("/").status()).isEqualTo(200);
            BucketRow.await(replicas.first(), routes.getFirst(), "spent", row -> row.limit() != null);

            for (Route route : routes) {
                assertThat(route.get("/", "Sallyport-Max-Wait: 0").text()).contains("\"rate_limited\"");
            }
            assertThat(upstream.received()).hasSize(1);
        }
    }
}
