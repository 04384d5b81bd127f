// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.authorize;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.authorize.AuthorizationStates;
import dev.sallyport.filters.authorize.AuthorizationStatesContract;
import dev.sallyport.filters.authorize.StateSigner;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.OneRedis;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.seal.SealKeys;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisAuthorizationStatesTest extends AuthorizationStatesContract {

    private static final String OLD = "old:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";
    private static final String NEW = "new:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final byte[] DATA = "data".getBytes(US_ASCII);

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected AuthorizationStates states() {
        return REDIS.stores().authorizationStates();
    }

    @Test
    void itExpiresAndNothingOfItIsReadable() {
        states().save(id, "browser", pending(), TTL).block(PATIENCE);

        String key = "sallyport:{authorize:" + Digest.of(id) + "}";
        assertThat(REDIS.ttl(key)).isBetween(TTL.toMillis() - 10_000, TTL.toMillis());
        assertThat(REDIS.ask("DUMP", key)).doesNotContain("S3CR3T").doesNotContain("ada@example.com");
        assertThat(REDIS.ask("KEYS", "*" + id + "*")).isEqualTo("*0");
    }

    @Test
    void itIsGoneWhenItsTimeIsOver() {
        states().save(id, "browser", pending(), Duration.ofMillis(1)).block(PATIENCE);

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(REDIS.ask("EXISTS", "sallyport:{authorize:" + Digest.of(id) + "}"))
                        .contains("0"));
        assertThat(states().take(id, "browser").block(PATIENCE)).isNull();
    }

    @Test
    void whatWasSealedForOneStateDoesNotOpenForAnother() {
        states().save(id, "browser", pending(), TTL).block(PATIENCE);
        REDIS.ask(
                "RENAME",
                "sallyport:{authorize:" + Digest.of(id) + "}",
                "sallyport:{authorize:" + Digest.of("another") + "}");

        assertThat(states().take("another", "browser").block(PATIENCE)).isNull();
    }

    @Test
    void replicasWithTheSameKeySignAlikeAndRotationKeepsOldSignatures() {
        byte[] signature = signer(OLD).sign(DATA);

        assertThat(signature).hasSize(32);
        assertThat(signer(OLD).isSigned(DATA, signature)).isTrue();
        assertThat(signer(NEW + "," + OLD).isSigned(DATA, signature)).isTrue();
        assertThat(signer(NEW + "," + OLD).sign(DATA)).isEqualTo(signer(NEW).sign(DATA));
        assertThat(signer(NEW).isSigned(DATA, signature)).isFalse();
        assertThat(signer(OLD).isSigned("other".getBytes(US_ASCII), signature)).isFalse();
        assertThat(signer(OLD).isSigned(DATA, new byte[0])).isFalse();
    }

    private static StateSigner signer(String keys) {
        return new KeyedStateSigner(SealKeys.parse(SecretText.of(keys)));
    }
}
