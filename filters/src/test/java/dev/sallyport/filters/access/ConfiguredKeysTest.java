// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredKeysTest {

    private final ApiKey dev = key("a", "dev");
    private final ApiKey prod = key("b", "prod");
    private final ConfiguredKeys keys =
            new ConfiguredKeys(Map.of(KeyHash.of("dev-key"), dev, KeyHash.of("prod-key"), prod));

    @Test
    void areFoundByTheirHashOnly() {
        assertThat(keys.find(KeyHash.of("dev-key"))).isSameAs(dev);
        assertThat(keys.find(new KeyHash("dev-key"))).isNull();
        assertThat(keys.find(KeyHash.of("other"))).isNull();
    }

    @Test
    void areListedByEnvironment() {
        assertThat(keys.of("prod")).containsExactly(prod);
        assertThat(keys.of("other")).isEmpty();
        assertThat(keys.all()).containsExactlyInAnyOrder(dev, prod);
    }

    private static ApiKey key(String id, String environment) {
        return new ApiKey(id, id, environment, Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, Instant.EPOCH);
    }
}
