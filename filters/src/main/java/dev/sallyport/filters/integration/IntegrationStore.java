// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where integrations are kept. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve. Writes are atomic, and other
 * replicas see them within a second.
 */
public interface IntegrationStore {

    /** Empty when the environment has none of that key. On the hot path: adapters answer from memory when warm. */
    Mono<Integration> find(String environment, String uniqueKey);

    /** All of an environment, by unique key. */
    Flux<Integration> list(String environment);

    /** Adds it with generation 1 and answers it as stored; empty when the key is taken. */
    Mono<Integration> create(Integration integration);

    /**
     * Replaces the stored one if its generation is still {@code integration.generation()}, and answers it as stored, with
     * the generation grown by one; empty when the generation moved or the integration is gone.
     */
    Mono<Integration> replace(Integration integration);

    /** Removes it; false when there was none. Idempotent. Its connections stay and are removed by their own store. */
    Mono<Boolean> delete(String environment, String uniqueKey);
}
