// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where connections are kept. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve. Writes are atomic, and other
 * replicas see them within a second.
 */
public interface ConnectionStore {

    /** Empty when there is none. On the hot path: adapters answer from memory when warm. */
    Mono<Connection> find(ConnectionKey key);

    /**
     * As {@link #find}, but always asks the store itself, for those who are about to act on what it says. What this replica
     * remembers is at least as new afterwards.
     */
    Mono<Connection> findLatest(ConnectionKey key);

    /** All of an environment, newest first. */
    Flux<Connection> list(String environment);

    /** How many connections an integration has. */
    Mono<Long> count(String environment, String integration);

    /**
     * Adds or replaces by key, whatever is stored. A new one gets the next id; a replaced one keeps its id and
     * {@code createdAt}. Answers it as stored, with the generation grown by one.
     */
    Mono<Connection> save(Connection connection);

    /**
     * Replaces the stored one if its generation is still {@code connection.generation()}, and answers it as stored, with
     * the generation grown by one; empty when the generation moved or the connection is gone.
     */
    Mono<Connection> replace(Connection connection);

    /** Removes it; false when there was none. Idempotent. */
    Mono<Boolean> delete(ConnectionKey key);

    /** Removes all connections of an integration and answers how many there were. */
    Mono<Long> deleteAll(String environment, String integration);
}
