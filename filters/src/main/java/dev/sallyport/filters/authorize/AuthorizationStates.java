// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Where authorizations wait for their browser to come back. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface AuthorizationStates {

    /**
     * Keeps it for as long as given.
     *
     * @param id random, never used before
     * @param browser digest of the secret that only the browser has
     */
    Mono<Void> save(String id, String browser, PendingAuthorization pending, Duration ttl);

    /**
     * Hands it out once, atomically over all replicas; empty when there is none, or no longer, or it began in another browser. For
     * another browser it stays: whoever got hold of the link cannot spoil it for its owner.
     */
    Mono<PendingAuthorization> take(String id, String browser);
}
