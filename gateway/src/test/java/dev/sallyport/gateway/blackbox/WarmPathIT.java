// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A warm call far from its provider's limit waits for no Redis command. */
@ExtendWith(Replicas.class)
class WarmPathIT {

    private static final int CALLS = 1_000;

    /** Of all replicas together: what is told in the background, and looks that no call waits for. */
    private static final int MOST_READS = CALLS / 4;

    private final Replicas.Three replicas;

    WarmPathIT(Replicas.Three replicas) {
        this.replicas = replicas;
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("says nothing of limits", answer(200, "done")),
                Arguments.of(
                        "is far from its limit",
                        answer(
                                200,
                                "done",
                                "X-RateLimit-Limit: 100000",
                                "X-RateLimit-Remaining: 90000",
                                "X-RateLimit-Reset: 60")));
    }

    /** Redis counts how often it read from any client: each call that waited for a command would be one read at least. */
    @ParameterizedTest(name = "a provider that {0}")
    @MethodSource("answers")
    void warmCallsDoNotAskRedis(String provider, String answer) throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(answer))) {
            Route route =
                    replicas.connect(replicas.integrate("bb-own"), upstream).getFirst();
            call(route, 50);

            long before = reads();
            call(route, CALLS);

            assertThat(reads() - before)
                    .as("reads by Redis during %d calls", CALLS)
                    .isLessThan(MOST_READS);
            assertThat(upstream.received()).as("requests upstream").hasSize(CALLS + 50);
        }
    }

    /** What the other test rests on. */
    @Test
    void redisCountsEveryCommandThatIsWaitedFor() {
        long before = reads();
        for (int i = 0; i < 100; i++) {
            assertThat(replicas.redis().ask("PING")).isEqualTo("+PONG");
        }

        assertThat(reads() - before).isGreaterThanOrEqualTo(100);
    }

    private static void call(Route route, int times) throws IOException {
        try (RawClient client = route.open()) {
            for (int i = 0; i < times; i++) {
                assertThat(client.send(route.head("GET", "/")).read().status()).isEqualTo(200);
            }
        }
    }

    private long reads() {
        TestServer redis = replicas.redis();
        List<String> counts = redis.ask("INFO", "stats").lines().toList();
        String name = "total_reads_processed:";
        return counts.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElseThrow();
    }
}
