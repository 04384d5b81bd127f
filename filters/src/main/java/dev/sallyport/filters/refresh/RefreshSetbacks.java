// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What all replicas know of refreshes that failed, so that they back off together and report a broken connection once. Sealed at
 * rest. Every method fails with {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface RefreshSetbacks {

    /** Empty when there is none. */
    Mono<Setback> find(ConnectionKey key);

    /**
     * Stores {@code next} if what is stored is still {@code previous}, by its id.
     *
     * @param previous null for none
     * @return false when another one was stored meanwhile
     */
    Mono<Boolean> replace(ConnectionKey key, @Nullable Setback previous, Setback next);

    /** How many connections of an environment are broken: their last setback is a refusal. Deleted ones are not. */
    Mono<Long> countBroken(String environment);

    /** Forgets it; idempotent. */
    Mono<Void> clear(ConnectionKey key);
}
