// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class RedisProbePermitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestServer server = TestServer.start();
    private RedisStores here;
    private RedisStores there;

    @BeforeEach
    void open() {
        here = TestStores.open(server.uri());
        there = TestStores.open(server.uri());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        server.close();
    }

    @Test
    void allReplicasTogetherTakeNoMoreThanTheyMay() {
        List<Boolean> taken = Flux.range(0, 40)
                .flatMap(i -> (i % 2 == 0 ? here : there).probePermits().tryTake("api.example.com", 3, HOUR))
                .collectList()
                .block(PATIENCE);

        assertThat(taken).filteredOn(each -> each).hasSize(3);
    }

    @Test
    void eachHostHasItsOwn() {
        assertThat(take(here, "one", 1, HOUR)).isTrue();
        assertThat(take(here, "{one}", 1, HOUR)).isTrue();
        assertThat(take(there, "one", 1, HOUR)).isFalse();
    }

    @Test
    void aPermitIsThereAgainAfterItsTime() {
        Duration per = Duration.ofMillis(300);
        long start = System.nanoTime();
        assertThat(take(here, "host", 1, per)).isTrue();

        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> take(there, "host", 1, per));

        // The moment it was taken lies after the start, and Redis counts whole milliseconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(per.minusMillis(2));
    }

    @Test
    void nothingIsKeptForLongerThanItCounts() {
        take(here, "api.example.com", 3, Duration.ofSeconds(5));

        String keys = server.ask("EVAL", "return table.concat(redis.call('KEYS', 'sallyport:{probe:*'), ' ')", "0");
        assertThat(keys).matches("sallyport:\\{probe:[0-9a-f]{64}}");
        assertThat(Long.parseLong(server.ask("PTTL", keys).substring(1))).isBetween(1L, 5_000L);
    }

    @Test
    void nobodyKnowsWhileRedisIsAway() {
        server.kill();

        assertThatThrownBy(() -> take(here, "host", 1, HOUR)).isInstanceOf(StoreUnavailableException.class);
    }

    private static Boolean take(RedisStores stores, String host, int most, Duration per) {
        return stores.probePermits().tryTake(host, most, per).block(PATIENCE);
    }
}
