// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The stores' contracts on maps, with a way to make others write in between. */
final class MemoryStores {

    final MemoryIntegrations integrations = new MemoryIntegrations();
    final MemoryConnections connections = new MemoryConnections();
    final MemoryKeys keys = new MemoryKeys();

    static final class MemoryIntegrations implements IntegrationStore {

        private final Map<List<String>, Integration> held = new TreeMap<>(Comparator.comparing(List::toString));
        int racesLost;

        @Override
        public Mono<Integration> find(String environment, String uniqueKey) {
            return Mono.fromSupplier(() -> held.get(List.of(environment, uniqueKey)));
        }

        @Override
        public Flux<Integration> list(String environment) {
            return Flux.defer(() -> Flux.fromIterable(List.copyOf(held.values())))
                    .filter(i -> i.environment().equals(environment));
        }

        @Override
        public Mono<Integration> create(Integration integration) {
            return Mono.fromSupplier(() -> held.containsKey(key(integration)) ? null : put(integration, 1));
        }

        @Override
        public Mono<Integration> replace(Integration integration) {
            return Mono.fromSupplier(() -> {
                Integration stored = held.get(key(integration));
                if (stored == null || stored.generation() != integration.generation() || racesLost-- > 0) {
                    return null;
                }
                return put(integration, stored.generation() + 1);
            });
        }

        @Override
        public Mono<Boolean> delete(String environment, String uniqueKey) {
            return Mono.fromSupplier(() -> held.remove(List.of(environment, uniqueKey)) != null);
        }

        private static List<String> key(Integration i) {
            return List.of(i.environment(), i.uniqueKey());
        }

        private Integration put(Integration i, long generation) {
            Integration stored = new Integration(
                    i.environment(),
                    i.uniqueKey(),
                    i.provider(),
                    i.displayName(),
                    i.credentials(),
                    i.forwardWebhooks(),
                    i.integrationConfig(),
                    i.custom(),
                    i.gateway(),
                    generation,
                    i.createdAt(),
                    i.updatedAt());
            held.put(key(i), stored);
            return stored;
        }
    }

    static final class MemoryConnections implements ConnectionStore {

        private final Map<ConnectionKey, Connection> held = new LinkedHashMap<>();
        private long lastId;
        int racesLost;

        @Override
        public Mono<Connection> find(ConnectionKey key) {
            return Mono.fromSupplier(() -> held.get(key));
        }

        @Override
        public Flux<Connection> list(String environment) {
            return Flux.defer(() -> Flux.fromIterable(held.values().stream()
                    .filter(c -> c.key().environment().equals(environment))
                    .sorted(Comparator.comparing(Connection::id).reversed())
                    .toList()));
        }

        @Override
        public Mono<Long> count(String environment, String integration) {
            return list(environment)
                    .filter(c -> c.key().integration().equals(integration))
                    .count();
        }

        @Override
        public Mono<Connection> save(Connection connection) {
            return Mono.fromSupplier(() -> {
                Connection stored = held.get(connection.key());
                return stored == null
                        ? put(connection, ++lastId, 1)
                        : put(connection, stored.id(), stored.generation() + 1);
            });
        }

        @Override
        public Mono<Connection> replace(Connection connection) {
            return Mono.fromSupplier(() -> {
                Connection stored = held.get(connection.key());
                if (stored == null || stored.generation() != connection.generation() || racesLost-- > 0) {
                    return null;
                }
                return put(connection, stored.id(), stored.generation() + 1);
            });
        }

        @Override
        public Mono<Boolean> delete(ConnectionKey key) {
            return Mono.fromSupplier(() -> held.remove(key) != null);
        }

        @Override
        public Mono<Long> deleteAll(String environment, String integration) {
            return count(environment, integration)
                    .doOnNext(_ -> held.keySet()
                            .removeIf(k -> k.environment().equals(environment)
                                    && k.integration().equals(integration)));
        }

        private Connection put(Connection c, long id, long generation) {
            Connection stored = new Connection(
                    id,
                    c.key(),
                    c.provider(),
                    c.credential(),
                    c.connectionConfig(),
                    c.metadata(),
                    c.endUser(),
                    c.tags(),
                    c.webhookUrlOverride(),
                    generation,
                    c.createdAt(),
                    c.updatedAt());
            held.put(c.key(), stored);
            return stored;
        }
    }

    static final class MemoryKeys implements ApiKeyStore {

        private final Map<KeyHash, ApiKey> held = new LinkedHashMap<>();

        @Override
        public Mono<ApiKey> findByHash(KeyHash hash) {
            return Mono.fromSupplier(() -> held.get(hash));
        }

        @Override
        public Flux<ApiKey> list(String environment) {
            return Flux.defer(() -> Flux.fromIterable(List.copyOf(held.values())))
                    .filter(key -> key.environment().equals(environment));
        }

        @Override
        public Mono<Void> create(ApiKey key, KeyHash hash) {
            return Mono.fromRunnable(() -> held.put(hash, key));
        }

        @Override
        public Mono<Boolean> delete(String environment, String id) {
            return Mono.fromSupplier(() -> held.values()
                    .removeIf(key ->
                            key.environment().equals(environment) && key.id().equals(id)));
        }
    }
}
