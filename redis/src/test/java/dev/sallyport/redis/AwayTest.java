// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import static dev.sallyport.redis.Samples.connection;
import static dev.sallyport.redis.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Redis killed, frozen, restarted, and not there at the start. */
class AwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestServer server = TestServer.start();
    private RedisStores stores;

    @BeforeEach
    void open() {
        stores = TestStores.await(TestStores.openImpatient(server.uri()));
        save("warm", "warm secret");
        saveElsewhere("cold", "cold secret");
        assertThat(find("warm")).isEqualTo("warm secret");
        // What is measured later must not be the loading of classes.
        Flux.range(0, 200)
                .concatMap(i -> stores.connections().find(key("none" + i)))
                .blockLast(PATIENCE);
    }

    @AfterEach
    void close() {
        stores.close();
        server.close();
    }

    @Test
    void aKilledRedisLeavesTheWarmOnesAndRefusesTheColdOnes() {
        server.kill();
        await().atMost(PATIENCE).until(() -> !stores.available());

        assertThat(find("warm")).isEqualTo("warm secret");
        assertThatThrownBy(() -> find("cold")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> save("warm", "other")).isInstanceOf(StoreUnavailableException.class);
        assertThat(find("warm")).isEqualTo("warm secret");
    }

    @Test
    void aRestartedRedisServesAgainWithinSeconds() {
        server.kill();
        await().atMost(PATIENCE).until(() -> !stores.available());
        server.restart();

        await().atMost(Duration.ofSeconds(5)).until(stores::available);
        // It came back empty: what the cache held may have changed while nobody could say so.
        await().atMost(Duration.ofSeconds(5)).until(() -> find("warm") == null);
        save("new", "new secret");
        assertThat(find("new")).isEqualTo("new secret");
    }

    @Test
    void aFrozenRedisCostsNoRequestMoreThanItsTimeoutAndSoonNothing() {
        server.freeze();

        assertThat(slowest("cold1", "cold2", "cold3")).isLessThan(Duration.ofMillis(250));
        await().atMost(PATIENCE).until(() -> !stores.available());
        assertThat(slowest("cold4", "cold5", "cold6")).isLessThan(Duration.ofMillis(50));
        assertThat(find("warm")).isEqualTo("warm secret");

        server.thaw();
        // A link that broke meanwhile is noticed only now.
        await().atMost(Duration.ofSeconds(5))
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(() -> find("cold"), "cold secret"::equals);
    }

    @Test
    void aWriteThatLayInAFrozenRedisDoesNothingWhenItWakes() {
        Connection before = stores.connections().find(key("warm")).block(PATIENCE);
        server.freeze();
        assertThatThrownBy(() -> save("warm", "too late")).isInstanceOf(StoreUnavailableException.class);
        server.thaw();
        await().atMost(Duration.ofSeconds(5)).until(stores::available);

        assertThat(stores.connections().find(key("warm")).block(PATIENCE)).isEqualTo(before);
        assertThat(server.ask("HGET", "sallyport:{dev}:connection:github:warm", "generation"))
                .isEqualTo("1");
    }

    @Test
    void startsWhileRedisIsAwayAndConnectsWhenItComes() {
        server.kill();
        try (RedisStores late = TestStores.openImpatient(server.uri())) {
            late.tried().block(PATIENCE);
            assertThat(late.available()).isFalse();
            assertThatThrownBy(() -> late.connections().find(key("any")).block(PATIENCE))
                    .isInstanceOf(StoreUnavailableException.class);

            server.restart();

            await().atMost(Duration.ofSeconds(5)).until(late::available);
            late.connections().save(connection("late", "late secret")).block(PATIENCE);
            assertThat(late.connections().find(key("late")).block(PATIENCE)).isNotNull();
        }
    }

    @Test
    void startsWhileRedisIsFrozenAndConnectsWhenItThaws() {
        server.freeze();
        try (RedisStores late = TestStores.openImpatient(server.uri())) {
            late.tried().block(PATIENCE);
            assertThat(late.available()).isFalse();

            server.thaw();

            await().atMost(PATIENCE).until(late::available);
            assertThat(late.connections().find(key("warm")).block(PATIENCE)).isNotNull();
        }
    }

    /** A refresh that a stop has waited for long enough goes on until the process ends. */
    @Test
    void closedStoresAreUnavailableLikeAnyOthers() {
        RedisStores closed = TestStores.open(server.uri());
        closed.close();

        assertThatThrownBy(() -> closed.connections().find(key("cold")).block(PATIENCE))
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> closed.connections().findLatest(key("cold")).block(PATIENCE))
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> closed.refreshLease()
                        .renew(key("cold"), "mine", PATIENCE)
                        .block(PATIENCE))
                .isInstanceOf(StoreUnavailableException.class);
    }

    /** By another replica: what one has written itself is warm. */
    private void saveElsewhere(String connectionId, String secret) {
        try (RedisStores others = TestStores.open(server.uri())) {
            others.connections().save(connection(connectionId, secret)).block(PATIENCE);
        }
    }

    /** Of refused searches, one after the other. */
    private Duration slowest(String... connectionIds) {
        return Flux.just(connectionIds)
                .concatMap(id -> stores.connections()
                        .find(key(id))
                        .then(Mono.just("found"))
                        .onErrorReturn(StoreUnavailableException.class, "refused")
                        .doOnNext(outcome -> assertThat(outcome).isEqualTo("refused"))
                        .elapsed())
                .map(timed -> Duration.ofMillis(timed.getT1()))
                .reduce((a, b) -> a.compareTo(b) > 0 ? a : b)
                .block(PATIENCE);
    }

    private String find(String connectionId) {
        return stores.connections()
                .find(key(connectionId))
                .map(Samples::secretOf)
                .block(PATIENCE);
    }

    private void save(String connectionId, String secret) {
        stores.connections().save(connection(connectionId, secret)).block(PATIENCE);
    }
}
