// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import dev.sallyport.filters.credential.SecretText;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;

/** The fake that {@link SigningKeysContract} holds to what the real store does. */
public final class InMemorySigningKeys implements SigningKeys {

    private final ConcurrentMap<String, SecretText> keys = new ConcurrentHashMap<>();

    @Override
    public Mono<SecretText> findOrKeep(String environment, SecretText candidate) {
        return Mono.fromSupplier(() -> keys.computeIfAbsent(environment, _ -> candidate));
    }

    @Override
    public Mono<Void> replace(String environment, SecretText key) {
        return Mono.fromRunnable(() -> keys.put(environment, key));
    }
}
