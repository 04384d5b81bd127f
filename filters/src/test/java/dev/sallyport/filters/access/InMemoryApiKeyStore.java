// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** API keys in a map, for tests. */
public final class InMemoryApiKeyStore implements ApiKeyStore {

    private final Map<KeyHash, ApiKey> keys = new ConcurrentHashMap<>();

    @Override
    public Mono<ApiKey> findByHash(KeyHash hash) {
        return Mono.fromSupplier(() -> keys.get(hash));
    }

    @Override
    public Flux<ApiKey> list(String environment) {
        return Flux.defer(() -> Flux.fromStream(keys.values().stream()
                .filter(key -> key.environment().equals(environment))
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id))));
    }

    @Override
    public Mono<Void> create(ApiKey key, KeyHash hash) {
        return Mono.fromRunnable(() -> keys.put(hash, key));
    }

    @Override
    public Mono<Boolean> delete(String environment, String id) {
        return Mono.fromSupplier(() -> keys.values()
                .removeIf(
                        key -> key.environment().equals(environment) && key.id().equals(id)));
    }
}
