// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {

    private static final SecretText HERE = SecretText.of("redis://127.0.0.1:1");

    @Test
    void aRequestWaitsForTheEmbeddedServerAsLongAsBackgroundWorkWould() {
        RedisSettings own = RedisSettings.of(SecretText.of("redis://elsewhere:1"));

        RedisSettings embedded = own.embeddedAt(HERE);

        assertThat(own.commandTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(embedded.commandTimeout()).isEqualTo(own.backgroundTimeout());
        assertThat(embedded.uri()).isEqualTo(HERE);
    }
}
