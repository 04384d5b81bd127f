// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.filters.session.ConnectSessionsContract;
import dev.sallyport.redis.OneRedis;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.client.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisConnectSessionsTest extends ConnectSessionsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected ConnectSessions sessions() {
        return REDIS.stores().connectSessions();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Test
    void neitherTheTokenNorWhoseItIsCanBeReadInRedis() {
        ConnectSession session = new ConnectSession(
                "id",
                "dev",
                new EndUser("canary-1", "canary-2", "canary-3", Map.of(), null),
                Map.of("tag", "canary-4"),
                List.of(),
                Map.of("i", new ConnectSession.Defaults(Map.of(), Map.of("secret", "canary-5"), null)),
                null,
                null,
                now().plusSeconds(60));
        sessions().save("canary-token", session).block(PATIENCE);

        assertThat(REDIS.ask("EVAL", "return table.concat(redis.call('KEYS', '*'), ' ')", "0"))
                .contains(key("canary-token"))
                .doesNotContain("canary");
        assertThat(REDIS.ask("GET", key("canary-token"))).doesNotContain("canary");
    }

    @Test
    void aSessionIsGoneWithItsTime() {
        sessions().save("timed", session(Duration.ofMinutes(30))).block(PATIENCE);

        assertThat(REDIS.ttl(key("timed")))
                .isBetween(
                        Duration.ofMinutes(29).toMillis(),
                        Duration.ofMinutes(30).toMillis());
    }

    @Test
    void oneThatIsMovedToAnotherTokenDoesNotOpen() {
        sessions().save("mine", session(Duration.ofMinutes(30))).block(PATIENCE);
        REDIS.ask("RENAME", key("mine"), key("theirs"));

        assertThat(sessions().find("theirs").block(PATIENCE)).isNull();
    }

    @Test
    void oneUnderARetiredKeyIsGone() {
        sessions().save("old", session(Duration.ofMinutes(30))).block(PATIENCE);
        try (RedisStores rotated = TestStores.open(REDIS.uri(), OneRedis.OTHER_KEY)) {
            rotated.tried().block(PATIENCE);

            assertThat(rotated.connectSessions().find("old").block(PATIENCE)).isNull();
        }
    }

    private static String key(String token) {
        return "sallyport:{session:" + Digest.of(token) + "}";
    }
}
