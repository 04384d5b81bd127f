// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.EventSignature;
import dev.sallyport.filters.event.SigningKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** The signing keys: those of the configuration, and else those of the store, which are made when they are first needed. */
public final class KeyRing {

    private final Map<String, SecretText> configured;
    private final SigningKeys stored;
    private final RandomGenerator random;
    private final ConcurrentMap<String, SecretText> lastSeen = new ConcurrentHashMap<>();

    /**
     * @param configured by environment
     * @param random cryptographically secure, and not blocking
     */
    public KeyRing(Map<String, SecretText> configured, SigningKeys stored, RandomGenerator random) {
        this.configured = Map.copyOf(configured);
        this.stored = stored;
        this.random = random;
    }

    /** What to sign with now; while the store is away what it last said, and an error if it never said anything. */
    Mono<SecretText> current(String environment) {
        SecretText given = configured.get(environment);
        if (given != null) {
            return Mono.just(given);
        }
        return Mono.defer(() -> stored.findOrKeep(environment, EventSignature.generateKey(random)))
                .doOnNext(key -> lastSeen.put(environment, key))
                .onErrorResume(
                        error -> Mono.justOrEmpty(lastSeen.get(environment)).switchIfEmpty(Mono.error(error)));
    }

    public boolean isConfigured(String environment) {
        return configured.containsKey(environment);
    }

    /** Makes a new key, which signs from now on, and answers it. */
    public Mono<SecretText> rotate(String environment) {
        return Mono.defer(() -> {
            SecretText key = EventSignature.generateKey(random);
            return stored.replace(environment, key).thenReturn(key);
        });
    }
}
