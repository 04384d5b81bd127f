// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How long calls take. What they take beside others is judged by what they took before, never by a number. */
final class Pace {

    /** What a machine that does other things as well may add to any few calls. */
    private static final Duration NOISE = Duration.ofMillis(50);

    private static final int TIMES = 5;

    private Pace() {}

    /** Of so many calls, one after the other on one connection, all of which must succeed. */
    static Duration p99(int calls, Route route, String path) throws IOException {
        long[] nanos = new long[calls];
        try (RawClient client = route.open()) {
            for (int i = 0; i < calls; i++) {
                long from = System.nanoTime();
                assertThat(client.send(route.head("GET", path)).read().status())
                        .as("call " + i)
                        .isEqualTo(200);
                nanos[i] = System.nanoTime() - from;
            }
        }
        return percentile(99, nanos);
    }

    static Duration percentile(int percent, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)]);
    }

    /** The best of several rounds each: what disturbs the machine disturbs some of them. */
    static void expectSame(String what, List<Duration> before, List<Duration> beside) {
        Duration usual = before.stream().min(Duration::compareTo).orElseThrow();
        Duration now = beside.stream().min(Duration::compareTo).orElseThrow();
        System.out.printf("%s: p99 %d us, else %d us%n", what, now.toNanos() / 1_000, usual.toNanos() / 1_000);
        assertThat(now)
                .as("%s: p99 in rounds %s, else %s", what, beside, before)
                .isLessThan(usual.multipliedBy(TIMES).plus(NOISE));
    }
}
