// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where API keys are kept, by hash. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface ApiKeyStore {

    /** The key with this hash; empty when there is none. On the hot path: adapters answer from memory when warm. */
    Mono<ApiKey> findByHash(KeyHash hash);

    /** The keys of an environment, oldest first. */
    Flux<ApiKey> list(String environment);

    /** Adds a key. Ids and hashes are random, so a collision is a caller's bug and overwrites. */
    Mono<Void> create(ApiKey key, KeyHash hash);

    /** Revokes a key on every replica within a second; false when the environment has no such key. Idempotent. */
    Mono<Boolean> delete(String environment, String id);
}
