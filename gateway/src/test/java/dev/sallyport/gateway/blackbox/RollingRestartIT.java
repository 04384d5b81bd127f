// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callers of a group notice nothing when its replicas are replaced, nor when a primary of their Redis is. */
@ExtendWith(Balanced.class)
class RollingRestartIT {

    /** Those of the environment that every call here belongs to. */
    private static final String KEYS_OF_THE_ENVIRONMENT = "sallyport:{dev}:connections";

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

    private final Balanced.Group group;

    RollingRestartIT(Balanced.Group group) {
        this.group = group;
    }

    @Test
    void whoCallsWhileEveryReplicaIsReplacedLosesNothing() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(MixedCalls::answer)) {
            MixedCalls calls = new MixedCalls(connect("restarted", upstream));
            List<Duration> ends = new ArrayList<>();
            try (Load load = new Load()) {
                calls.start(load);
                for (int i = 0; i < Balanced.Group.SIZE; i++) {
                    int before = total(load);
                    Awaitility.await("calls").until(() -> total(load) > before + 50);
                    ends.add(group.restart(i));
                }
                finish(load, "rolling restart, ends of the replicas " + ends);
            }
            assertThat(upstream.failures()).isEmpty();
            assertThat(ends).allSatisfy(end -> assertThat(end).isLessThan(LONGEST_CALL.plusSeconds(10)));
        }
    }

    @Test
    void aPrimaryOfTheStoreThatFailsCostsWarmConnectionsNothing() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(MixedCalls::answer)) {
            Route route = connect("warm", upstream);
            group.warm(route);
            TestServer primary =
                    group.redis().primaryOf(KEYS_OF_THE_ENVIRONMENT).orElseThrow();
            try (Load load = new Load()) {
                new MixedCalls(route).start(load);
                Awaitility.await("calls").until(() -> total(load) > 50);
                primary.kill();
                long killed = System.nanoTime();
                Awaitility.await("another primary")
                        .atMost(Duration.ofSeconds(30))
                        .until(() ->
                                group.redis().primaryOf(KEYS_OF_THE_ENVIRONMENT).isPresent());
                Awaitility.await("a connection that no replica knows yet")
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(AssertionError.class)
                        .until(() -> group.front()
                                        .connect("i-warm", "after", API_KEY, config(upstream))
                                        .get("/")
                                        .status()
                                == 200);
                long back = System.nanoTime();
                finish(load, "primary killed, writes again after " + Duration.ofNanos(back - killed));
            } finally {
                primary.restart();
                group.redis().awaitWhole();
            }
        }
    }

    private Route connect(String name, RawUpstream upstream) throws IOException {
        group.front().integrate("bb-header", "i-" + name, "{}", "");
        return group.front().connect("i-" + name, name, API_KEY, config(upstream));
    }

    private static String config(RawUpstream upstream) {
        return "{\"port\":\"" + upstream.port() + "\"}";
    }

    private static void finish(Load load, String what) {
        load.close();
        System.out.printf(
                "%s: %d calls, statuses %s, without an answer %d, slowest %s%n",
                what, total(load), load.statuses(), load.failures().size(), load.slowest());
        assertThat(load.failures()).isEmpty();
        assertThat(load.statuses()).containsOnlyKeys(200);
    }

    private static int total(Load load) {
        return load.statuses().values().stream().mapToInt(Integer::intValue).sum();
    }
}
