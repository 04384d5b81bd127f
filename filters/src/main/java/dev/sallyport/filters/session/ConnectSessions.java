// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import reactor.core.publisher.Mono;

/**
 * Where connect sessions are kept until they expire, found by a hash of their token. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface ConnectSessions {

    /** Keeps it until its {@code expiresAt}. */
    Mono<Void> save(String token, ConnectSession session);

    /** Empty when there is none, or no longer. */
    Mono<ConnectSession> find(String token);

    /** Ends it; idempotent. */
    Mono<Void> delete(String token);
}
