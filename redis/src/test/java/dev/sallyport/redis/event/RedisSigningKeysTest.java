// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.SigningKeys;
import dev.sallyport.filters.event.SigningKeysContract;
import dev.sallyport.redis.OneRedis;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSigningKeysTest extends SigningKeysContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SecretText ROTATING =
            SecretText.of("new:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=,old:" + TestStores.KEY.reveal());
    private static final SecretText ROTATED = SecretText.of("new:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected SigningKeys keys() {
        return REDIS.stores().signingKeys();
    }

    @Test
    void aKeyIsSealedAndStays() {
        keep("sealed");

        assertThat(REDIS.ask("HGET", "sallyport:{sealed}:signing-key", "sealed"))
                .startsWith("SP")
                .doesNotContain("hush");
        assertThat(REDIS.ask("PTTL", "sallyport:{sealed}:signing-key")).isEqualTo(":-1");
    }

    @Test
    void itOutlivesTheEncryptionKeyItWasSealedUnder() {
        keep("rotated");
        try (RedisStores rotating = TestStores.await(TestStores.open(REDIS.uri(), ROTATING))) {
            rotating.reseal().block(PATIENCE);
        }

        try (RedisStores rotated = TestStores.await(TestStores.open(REDIS.uri(), ROTATED))) {
            assertThat(rotated.signingKeys()
                            .findOrKeep("rotated", SecretText.of("other"))
                            .block(PATIENCE)
                            .reveal())
                    .isEqualTo("hush");
        }
    }

    private static void keep(String environment) {
        REDIS.stores().signingKeys().replace(environment, SecretText.of("hush")).block(PATIENCE);
    }
}
