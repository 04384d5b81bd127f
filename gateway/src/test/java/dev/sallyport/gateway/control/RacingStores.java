// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.InMemoryConnectionStore;
import dev.sallyport.filters.integration.InMemoryIntegrationStore;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores in which someone else always writes first, as often as {@code racesLost} says. */
final class RacingStores {

    private RacingStores() {}

    static final class Integrations implements IntegrationStore {

        private final IntegrationStore store = new InMemoryIntegrationStore();
        int racesLost;

        @Override
        public Mono<Integration> find(String environment, String uniqueKey) {
            return store.find(environment, uniqueKey);
        }

        @Override
        public Flux<Integration> list(String environment) {
            return store.list(environment);
        }

        @Override
        public Mono<Integration> create(Integration integration) {
            return store.create(integration);
        }

        @Override
        public Mono<Integration> replace(Integration integration) {
            return Mono.defer(() -> racesLost-- > 0 ? Mono.empty() : store.replace(integration));
        }

        @Override
        public Mono<Boolean> delete(String environment, String uniqueKey) {
            return store.delete(environment, uniqueKey);
        }
    }

    static final class Connections implements ConnectionStore {

        private final ConnectionStore store = new InMemoryConnectionStore();
        int racesLost;

        @Override
        public Mono<Connection> find(ConnectionKey key) {
            return store.find(key);
        }

        @Override
        public Mono<Connection> findLatest(ConnectionKey key) {
            return store.findLatest(key);
        }

        @Override
        public Flux<Connection> list(String environment) {
            return store.list(environment);
        }

        @Override
        public Mono<Long> count(String environment, String integration) {
            return store.count(environment, integration);
        }

        @Override
        public Mono<Connection> save(Connection connection) {
            return store.save(connection);
        }

        @Override
        public Mono<Connection> replace(Connection connection) {
            return Mono.defer(() -> racesLost-- > 0 ? Mono.empty() : store.replace(connection));
        }

        @Override
        public Mono<Boolean> delete(ConnectionKey key) {
            return store.delete(key);
        }

        @Override
        public Mono<Long> deleteAll(String environment, String integration) {
            return store.deleteAll(environment, integration);
        }
    }
}
