// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.refresh.RefreshJournal.Written;
import dev.sallyport.filters.refresh.SimulatedReplica.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The way from a replica to the store: each command takes its time there and back, and may get lost. */
final class SimulatedStore {

    private final SimulatedReplica replica;
    private final Simulation simulation;

    SimulatedStore(SimulatedReplica replica) {
        this.replica = replica;
        this.simulation = replica.simulation;
    }

    ConnectionStore connections() {
        return new Connections();
    }

    RefreshLease lease() {
        return new Lease();
    }

    RefreshJournal journal() {
        return new Journal();
    }

    RefreshSetbacks setbacks() {
        return new Setbacks();
    }

    RefreshNotices notices() {
        return new Notices();
    }

    private final class Connections implements ConnectionStore {

        @Override
        public Mono<Connection> find(ConnectionKey key) {
            return Mono.just(replica.view);
        }

        @Override
        public Mono<Connection> findLatest(ConnectionKey key) {
            return replica.command(() -> Optional.ofNullable(simulation.stored));
        }

        @Override
        public Mono<Connection> replace(Connection connection) {
            return replica.command(() -> {
                boolean done = simulation.replace(connection);
                replica.pass(Point.STORED);
                return done ? Optional.ofNullable(simulation.stored) : Optional.empty();
            });
        }

        @Override
        public Flux<Connection> list(String environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Long> count(String environment, String integration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Connection> save(Connection connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Boolean> delete(ConnectionKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<Long> deleteAll(String environment, String integration) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Lease implements RefreshLease {

        @Override
        public Mono<Boolean> acquire(ConnectionKey key, String token, Duration ttl) {
            return replica.command(() -> {
                boolean taken = simulation.acquire(token, ttl);
                replica.leaseToken = taken ? token : replica.leaseToken;
                return Optional.of(taken);
            });
        }

        @Override
        public Mono<Boolean> renew(ConnectionKey key, String token, Duration ttl) {
            return replica.command(() -> Optional.of(simulation.renew(token, ttl)));
        }

        @Override
        public Mono<Void> release(ConnectionKey key, String token) {
            return Mono.defer(() -> {
                replica.pass(Point.BEFORE_RELEASE);
                return replica.command(() -> {
                    simulation.release(token);
                    return Optional.empty();
                });
            });
        }
    }

    private final class Journal implements RefreshJournal {

        @Override
        public Mono<String> append(ConnectionKey key, JournalEntry entry) {
            return replica.command(() -> {
                String id = simulation.append(entry);
                replica.pass(Point.JOURNALED);
                return Optional.of(id);
            });
        }

        @Override
        public Flux<Written> read(ConnectionKey key) {
            return replica.<List<Written>>command(() -> {
                        replica.journalReadAt = simulation.tick();
                        return Optional.of(simulation.journal.entrySet().stream()
                                .map(entry -> new Written(entry.getKey(), entry.getValue()))
                                .toList());
                    })
                    .flatMapIterable(entries -> entries);
        }

        @Override
        public Mono<Void> remove(ConnectionKey key, List<String> ids) {
            return replica.command(() -> {
                ids.forEach(simulation.journal::remove);
                return Optional.empty();
            });
        }
    }

    private final class Setbacks implements RefreshSetbacks {

        @Override
        public Mono<Setback> find(ConnectionKey key) {
            return replica.command(() -> Optional.ofNullable(simulation.setback));
        }

        @Override
        public Mono<Boolean> replace(ConnectionKey key, @Nullable Setback previous, Setback next) {
            return replica.command(() -> Optional.of(simulation.setBack(previous, next)));
        }

        @Override
        public Mono<Long> countBroken(String environment) {
            throw new UnsupportedOperationException("no refresh asks for it");
        }

        @Override
        public Mono<Void> clear(ConnectionKey key) {
            return replica.command(() -> {
                simulation.setback = null;
                return Optional.empty();
            });
        }
    }

    private final class Notices implements RefreshNotices {

        @Override
        public Mono<Void> publish(ConnectionKey key) {
            return replica.command(() -> {
                simulation.publish();
                return Optional.empty();
            });
        }

        @Override
        public Mono<Void> next(ConnectionKey key) {
            return Mono.create(sink -> {
                replica.waiting.add(sink);
                sink.onDispose(() -> replica.waiting.remove(sink));
            });
        }
    }
}
