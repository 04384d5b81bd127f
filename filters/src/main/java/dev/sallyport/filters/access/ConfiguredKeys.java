// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API keys given by configuration: valid whatever the store holds, and known without asking it. */
public final class ConfiguredKeys {

    private final Map<KeyHash, ApiKey> byHash;

    public ConfiguredKeys(Map<KeyHash, ApiKey> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    @Nullable
    ApiKey find(KeyHash hash) {
        return byHash.get(hash);
    }

    /** Those of an environment. */
    public List<ApiKey> of(String environment) {
        return all().stream()
                .filter(key -> key.environment().equals(environment))
                .toList();
    }

    public Collection<ApiKey> all() {
        return new ArrayList<>(byHash.values());
    }
}
