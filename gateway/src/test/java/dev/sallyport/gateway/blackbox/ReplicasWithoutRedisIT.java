// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each gateway takes its part of a limit while nobody can ask Redis, and calls do not wait for it. */
@ExtendWith(Replicas.class)
class ReplicasWithoutRedisIT {

    private static final int LIMIT = 60;
    private static final Duration WINDOW = Duration.ofSeconds(2);

    /** A call may wait so much longer, and a busy machine make it as slow again. */
    private static final Duration LONGER = Duration.ofMillis(300 + 300);

    private final Replicas.Three replicas;

    ReplicasWithoutRedisIT(Replicas.Three replicas) {
        this.replicas = replicas;
    }

    @AfterEach
    void bringItBack() {
        replicas.redis().thaw();
    }

    @Test
    void whileItIsGone() throws Exception {
        withoutRedis(replicas.redis()::kill, replicas.redis()::restart);
    }

    @Test
    void whileItIsFrozen() throws Exception {
        withoutRedis(replicas.redis()::freeze, replicas.redis()::thaw);
    }

    private void withoutRedis(Runnable takeAway, Runnable bringBack) throws Exception {
        LimitedUpstream limited = new LimitedUpstream(LIMIT, WINDOW);
        try (RawUpstream upstream = RawUpstream.start(limited);
                RawUpstream roomy = RawUpstream.answering(answer(
                        200,
                        "done",
                        "X-RateLimit-Limit: 1000000",
                        "X-RateLimit-Remaining: 900000",
                        "X-RateLimit-Reset: 600000"))) {
            String integration = replicas.integrate("bb-own");
            List<Route> tight = replicas.connect(integration, upstream);
            Route free = replicas.connect(integration, roomy).getFirst();
            try (Load load = new Load()) {
                tight.forEach(route -> load.callers(4, route, "/", "Sallyport-Max-Wait: 8000"));
                Duration usual = slowestUntil(limited, 4, free);
                takeAway.run();
                Duration without = slowestUntil(limited, 6, free);
                bringBack.run();
                limited.awaitWindow(7);
                System.out.println(limited);

                assertThat(without).as("slowest call far from its limit").isLessThan(usual.plus(LONGER));
                assertThat(limited.perWindow().values())
                        .as("requests by window, without Redis from 4 to 6: %s", limited)
                        .allMatch(count -> count <= LIMIT * 1.05);
                assertThat(limited.between(5, 5, "/"))
                        .as("requests of a window without Redis: %s", limited)
                        .isGreaterThan(LIMIT / 3);
                assertThat(load.failures()).isEmpty();
                assertThat(load.statuses().keySet())
                        .as("statuses %s", load.statuses())
                        .isSubsetOf(200, 429);
            }
            expectShared(limited, tight.getFirst());
            assertThat(limited.perWindow().values())
                    .as("requests by window, without Redis from 4 to 6: %s", limited)
                    .allMatch(count -> count <= LIMIT * 1.05);
        }
    }

    /** One replica alone may take what it could not while the limit was divided. */
    private static void expectShared(LimitedUpstream limited, Route route) {
        try (Load load = new Load().callers(4, route, "/", "Sallyport-Max-Wait: 8000")) {
            long from = limited.window();
            Awaitility.await("a window with more than a replica's part: " + limited)
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> limited.perWindow().entrySet().stream()
                            .anyMatch(window -> window.getKey() > from && window.getValue() > LIMIT * 0.7));
            assertThat(load.failures()).isEmpty();
        }
    }

    private static Duration slowestUntil(LimitedUpstream limited, long window, Route route) {
        try (Load load = new Load().callers(2, route, "/", "Sallyport-Max-Wait: 0")) {
            limited.awaitWindow(window);
            assertThat(load.failures()).isEmpty();
            assertThat(load.statuses()).containsOnlyKeys(200);
            return load.slowest();
        }
    }
}
