// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.SigningKeys;
import dev.sallyport.filters.event.SigningKeysContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSigningKeysTest extends SigningKeysContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SecretText ROTATING =
            SecretText.of("new:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=,old:" + TestStores.KEY.reveal());
    private static final SecretText ROTATED = SecretText.of("new:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");

    private static TestServer server;
    private static RedisStores stores;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stores = TestStores.open(server.uri());
    }

    @AfterAll
    static void stop() {
        stores.close();
        server.close();
    }

    @Override
    protected SigningKeys keys() {
        return stores.signingKeys();
    }

    @Test
    void aKeyIsSealedAndStays() {
        keep(stores, "sealed");

        assertThat(server.ask("HGET", "sallyport:{sealed}:signing-key", "sealed"))
                .startsWith("SP")
                .doesNotContain("hush");
        assertThat(server.ask("PTTL", "sallyport:{sealed}:signing-key")).isEqualTo(":-1");
    }

    @Test
    void itOutlivesTheEncryptionKeyItWasSealedUnder() {
        keep(stores, "rotated");
        try (RedisStores rotating = TestStores.await(TestStores.open(server.uri(), ROTATING))) {
            rotating.reseal().block(PATIENCE);
        }

        try (RedisStores rotated = TestStores.await(TestStores.open(server.uri(), ROTATED))) {
            assertThat(rotated.signingKeys()
                            .findOrKeep("rotated", SecretText.of("other"))
                            .block(PATIENCE)
                            .reveal())
                    .isEqualTo("hush");
        }
    }

    private static void keep(RedisStores stores, String environment) {
        stores.signingKeys().replace(environment, SecretText.of("hush")).block(PATIENCE);
    }
}
