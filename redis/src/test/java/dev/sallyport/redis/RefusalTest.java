// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import static dev.sallyport.redis.Samples.connection;
import static dev.sallyport.redis.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis that answers, but with a refusal. */
class RefusalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFlushedScriptIsSentAgainInTheSameCall() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            save(stores, "a");
            server.ask("SCRIPT", "FLUSH");
            save(stores, "b");

            assertThat(stores.connections().count("dev", "github").block(PATIENCE))
                    .isEqualTo(2);
        }
    }

    @Test
    void aReadOnlyReplicaCannotServeWritesButReads() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            save(stores, "a");
            server.ask("REPLICAOF", "127.0.0.1", "" + TestServer.freePort());

            assertRefused(() -> save(stores, "b"), "readonly");

            server.ask("REPLICAOF", "NO", "ONE");
            save(stores, "c");
        }
    }

    @Test
    void aFullRedisCannotServeWrites() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            save(stores, "a");
            server.ask("CONFIG", "SET", "maxmemory", "1");

            assertRefused(() -> save(stores, "b"), "oom");
            assertThat(stores.connections().find(key("a")).block(PATIENCE)).isNotNull();
        }
    }

    @Test
    void aScriptThatRunsForeverMakesOthersBusyOrLate() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            save(stores, "a");
            server.ask("CONFIG", "SET", "lua-time-limit", "50");
            Thread endless = Thread.ofVirtual().start(() -> server.ask("EVAL", "while true do end", "0"));

            await().atMost(PATIENCE).untilAsserted(() -> assertRefused(() -> save(stores, "b"), "busy"));

            await().atMost(PATIENCE).until(() -> server.ask("SCRIPT", "KILL").startsWith("+OK"));
            await().atMost(PATIENCE).until(() -> !endless.isAlive());
            await().atMost(PATIENCE).untilAsserted(() -> save(stores, "c"));
        }
    }

    @Test
    void aMissingPasswordAndAWrongOneAreTheStoreBeingAway() {
        server.ask("CONFIG", "SET", "requirepass", "right");
        for (String uri : new String[] {"redis://127.0.0.1:", "redis://:wrong@127.0.0.1:"}) {
            try (RedisStores stores = TestStores.openWithoutWaiting(SecretText.of(uri + server.port()))) {
                stores.tried().block(PATIENCE);

                assertThat(stores.available()).isFalse();
                assertThatThrownBy(() -> save(stores, "a")).isInstanceOf(StoreUnavailableException.class);
            }
        }
        try (RedisStores stores = TestStores.open(SecretText.of("redis://:right@127.0.0.1:" + server.port()))) {
            save(stores, "a");
        }
    }

    @Test
    void aUserWithoutRightsIsTheStoreBeingAway() {
        server.ask("ACL", "SETUSER", "reader", "on", ">pass", "~*", "&*", "+@all", "-evalsha", "-eval");
        try (RedisStores stores = TestStores.open(SecretText.of("redis://reader:pass@127.0.0.1:" + server.port()))) {
            assertRefused(() -> save(stores, "a"), "noperm");
        }
    }

    @Test
    void clocksApartDoNotRefuseWork() {
        // The gateway's clock an hour behind, then an hour ahead of Redis's.
        for (long hours : new long[] {-1, 1}) {
            try (RedisStores stores = TestStores.open(server.uri(), Duration.ofHours(hours))) {
                save(stores, "skewed" + hours);
            }
        }
    }

    private static void save(RedisStores stores, String connectionId) {
        stores.connections().save(connection(connectionId, "s")).block(PATIENCE);
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class).hasMessage(reason);
    }
}
