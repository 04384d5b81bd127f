// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections in a map, for tests. */
public final class InMemoryConnectionStore implements ConnectionStore {

    private final Map<ConnectionKey, Connection> connections = new HashMap<>();
    private final Map<String, Long> lastIds = new HashMap<>();

    @Override
    public Mono<Connection> find(ConnectionKey key) {
        return atomically(() -> connections.get(key));
    }

    @Override
    public Mono<Connection> findLatest(ConnectionKey key) {
        return find(key);
    }

    @Override
    public Flux<Connection> list(String environment) {
        return atomically(() -> matching(key -> key.environment().equals(environment)))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Long> count(String environment, String integration) {
        return atomically(() -> (long) matching(isOf(environment, integration)).size());
    }

    @Override
    public Mono<Connection> save(Connection connection) {
        return atomically(() -> put(connection, connections.get(connection.key())));
    }

    @Override
    public Mono<Connection> replace(Connection connection) {
        return atomically(() -> {
            Connection current = connections.get(connection.key());
            boolean isRead = current != null
                    && current.id() == connection.id()
                    && current.generation() == connection.generation();
            return isRead ? put(connection, current) : null;
        });
    }

    @Override
    public Mono<Boolean> delete(ConnectionKey key) {
        return atomically(() -> connections.remove(key) != null);
    }

    @Override
    public Mono<Long> deleteAll(String environment, String integration) {
        return atomically(() -> {
            List<Connection> doomed = matching(isOf(environment, integration));
            doomed.forEach(connection -> connections.remove(connection.key()));
            return (long) doomed.size();
        });
    }

    private Connection put(Connection written, Connection current) {
        long id = current == null ? lastIds.merge(written.key().environment(), 1L, Long::sum) : current.id();
        Connection stored = new Connection(
                id,
                written.key(),
                written.provider(),
                written.credential(),
                written.connectionConfig(),
                written.metadata(),
                written.endUser(),
                written.tags(),
                written.webhookUrlOverride(),
                current == null ? 1 : current.generation() + 1,
                current == null ? written.createdAt() : current.createdAt(),
                written.updatedAt());
        connections.put(written.key(), stored);
        return stored;
    }

    private List<Connection> matching(Predicate<ConnectionKey> filter) {
        return connections.values().stream()
                .filter(connection -> filter.test(connection.key()))
                .sorted(Comparator.comparingLong(Connection::id).reversed())
                .toList();
    }

    private static Predicate<ConnectionKey> isOf(String environment, String integration) {
        return key -> key.environment().equals(environment) && key.integration().equals(integration);
    }

    private <T> Mono<T> atomically(Supplier<T> action) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return action.get();
            }
        });
    }
}
