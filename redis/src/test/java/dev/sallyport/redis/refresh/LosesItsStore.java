// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.redis.RedisStores;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The connections as a replica sees them that dies when it is about to replace one. */
record LosesItsStore(ConnectionStore connections) implements ConnectionStore {

    LosesItsStore(RedisStores stores) {
        this(stores.connections());
    }

    @Override
    public Mono<Connection> find(ConnectionKey key) {
        return connections.find(key);
    }

    @Override
    public Mono<Connection> findLatest(ConnectionKey key) {
        return connections.findLatest(key);
    }

    @Override
    public Flux<Connection> list(String environment) {
        return connections.list(environment);
    }

    @Override
    public Mono<Long> count(String environment, String integration) {
        return connections.count(environment, integration);
    }

    @Override
    public Mono<Connection> save(Connection connection) {
        return connections.save(connection);
    }

    @Override
    public Mono<Connection> replace(Connection connection) {
        return Mono.never();
    }

    @Override
    public Mono<Boolean> delete(ConnectionKey key) {
        return connections.delete(key);
    }

    @Override
    public Mono<Long> deleteAll(String environment, String integration) {
        return connections.deleteAll(environment, integration);
    }
}
