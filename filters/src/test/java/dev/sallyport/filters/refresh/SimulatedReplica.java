// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.AuthorizationServer.Mood;
import dev.sallyport.filters.refresh.RefreshJournal.Written;
import dev.sallyport.filters.testing.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** A replica whose messages take time and get lost, which is paused like a process under SIGSTOP and dies like one under SIGKILL. */
final class SimulatedReplica {

    /** Where a replica dies or is paused: scenario 32's six points are among them. */
    enum Point {
        BEFORE_REQUEST,
        REQUEST_SENT,
        ANSWERED,
        JOURNALED,
        STORED,
        BEFORE_RELEASE
    }

    private static final long STORE_TIMEOUT = 1_000;

    private final Simulation simulation;
    private final String name;
    private final Duration clockError;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final List<MonoSink<Void>> waiting = new ArrayList<>();
    private long pausedUntil;
    private boolean dead;
    private long journalReadAt;
    private String leaseToken = "";

    @Nullable
    Point dying;

    @Nullable
    Point pausing;

    /** How long that pause is; 0 for any length. */
    long pauseMillis;

    final CredentialRefresher refresher;
    Connection view;

    SimulatedReplica(Simulation simulation, String name, Duration clockError, RefreshSettings settings) {
        this.simulation = simulation;
        this.name = name;
        this.clockError = clockError;
        this.view = java.util.Objects.requireNonNull(simulation.stored);
        RefreshTime time = new RefreshTime(
                new SkewedClock(), () -> simulation.time.now(TimeUnit.NANOSECONDS), simulation.random, new Hands());
        RefreshPorts ports = new RefreshPorts(
                new Store(),
                new Lease(),
                new Journal(),
                new Setbacks(),
                new Notices(),
                List.of(new Server()),
                new Observer(),
                ConnectionEvents.NOOP);
        this.refresher = new CredentialRefresher(ports, settings, time);
        simulation.replicas.add(this);
    }

    boolean isDead() {
        return dead;
    }

    boolean isPaused() {
        return simulation.nowMillis() < pausedUntil;
    }

    Subject subject() {
        return new Subject(Samples.integration(), Samples.provider(Samples.rules("")), view);
    }

    void die() {
        if (!dead) {
            simulation.note(name + " dies");
            dead = true;
        }
    }

    void pause(long millis) {
        if (dead || isPaused()) {
            return;
        }
        simulation.note(name + " is paused for " + millis);
        pausedUntil = simulation.nowMillis() + millis;
        simulation.at(millis, this::resume);
    }

    private void resume() {
        while (!held.isEmpty() && !dead && !isPaused()) {
            held.remove().run();
        }
    }

    /** What happens inside the replica: not while it is paused, never after its death. */
    void inside(Runnable task) {
        if (dead) {
            return;
        }
        if (isPaused() || !held.isEmpty()) {
            held.add(task);
        } else {
            task.run();
        }
    }

    /** A cached connection is replaced a little later; at times the invalidation is lost. */
    void hearsOf(Connection connection) {
        boolean lost = simulation.trouble.lostMessages() && simulation.chance(0.05);
        simulation.at(
                lost ? 60_000 : simulation.between(0, 100),
                () -> inside(() -> {
                    if (connection.generation() > view.generation()) {
                        view = connection;
                    }
                }));
    }

    void wakes() {
        if (simulation.trouble.lostMessages() && simulation.chance(0.3)) {
            return;
        }
        List<MonoSink<Void>> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(sink -> simulation.at(simulation.between(0, 5), () -> inside(sink::success)));
    }

    private void pass(Point point) {
        if (point == dying) {
            dying = null;
            die();
        }
        if (point == pausing) {
            pausing = null;
            pause(pauseMillis == 0 ? simulation.between(1_000, 45_000) : pauseMillis);
        }
    }

    /** One command: there, done in one moment, and back. */
    private <T> Mono<T> command(Supplier<Optional<T>> action) {
        return Mono.create(sink -> {
            boolean lossy = simulation.trouble.lostMessages();
            boolean lost = lossy && simulation.chance(0.01);
            boolean replyLost = lossy && simulation.chance(0.01);
            if (dead) {
                return;
            }
            simulation.at(latency(), () -> {
                Optional<T> value;
                try {
                    value = lost ? Optional.empty() : simulation.onStore(action);
                } catch (StoreUnavailableException away) {
                    simulation.at(latency(), () -> inside(() -> sink.error(away)));
                    return;
                }
                if (lost || replyLost) {
                    simulation.at(
                            STORE_TIMEOUT, () -> inside(() -> sink.error(new StoreUnavailableException("timeout"))));
                } else {
                    simulation.at(latency(), () -> inside(() -> sink.success(value.orElse(null))));
                }
            });
        });
    }

    private long latency() {
        return simulation.chance(0.05) ? simulation.between(10, 80) : simulation.between(0, 3);
    }

    private final class Store implements ConnectionStore {

        @Override
        public Mono<Connection> find(ConnectionKey key) {
            return Mono.just(view);
        }

        @Override
        public Mono<Connection> findLatest(ConnectionKey key) {
            return command(() -> Optional.ofNullable(simulation.stored));
        }

        @Override
        public Mono<Connection> replace(Connection connection) {
            return command(() -> {
                boolean done = simulation.replace(connection);
                pass(Point.STORED);
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
            return command(() -> {
                boolean taken = simulation.acquire(token, ttl);
                leaseToken = taken ? token : leaseToken;
                return Optional.of(taken);
            });
        }

        @Override
        public Mono<Boolean> renew(ConnectionKey key, String token, Duration ttl) {
            return command(() -> Optional.of(simulation.renew(token, ttl)));
        }

        @Override
        public Mono<Void> release(ConnectionKey key, String token) {
            return Mono.defer(() -> {
                pass(Point.BEFORE_RELEASE);
                return command(() -> {
                    simulation.release(token);
                    return Optional.empty();
                });
            });
        }
    }

    private final class Journal implements RefreshJournal {

        @Override
        public Mono<String> append(ConnectionKey key, JournalEntry entry) {
            return command(() -> {
                String id = simulation.append(entry);
                pass(Point.JOURNALED);
                return Optional.of(id);
            });
        }

        @Override
        public Flux<Written> read(ConnectionKey key) {
            return SimulatedReplica.this
                    .<List<Written>>command(() -> {
                        journalReadAt = simulation.tick();
                        return Optional.of(simulation.journal.entrySet().stream()
                                .map(entry -> new Written(entry.getKey(), entry.getValue()))
                                .toList());
                    })
                    .flatMapIterable(entries -> entries);
        }

        @Override
        public Mono<Void> remove(ConnectionKey key, List<String> ids) {
            return command(() -> {
                ids.forEach(simulation.journal::remove);
                return Optional.empty();
            });
        }
    }

    private final class Setbacks implements RefreshSetbacks {

        @Override
        public Mono<Setback> find(ConnectionKey key) {
            return command(() -> Optional.ofNullable(simulation.setback));
        }

        @Override
        public Mono<Boolean> replace(ConnectionKey key, @Nullable Setback previous, Setback next) {
            return command(() -> Optional.of(simulation.setBack(previous, next)));
        }

        @Override
        public Mono<Long> countBroken(String environment) {
            throw new UnsupportedOperationException("no refresh asks for it");
        }

        @Override
        public Mono<Void> clear(ConnectionKey key) {
            return command(() -> {
                simulation.setback = null;
                return Optional.empty();
            });
        }
    }

    private final class Notices implements RefreshNotices {

        @Override
        public Mono<Void> publish(ConnectionKey key) {
            return command(() -> {
                simulation.publish();
                return Optional.empty();
            });
        }

        @Override
        public Mono<Void> next(ConnectionKey key) {
            return Mono.create(sink -> {
                waiting.add(sink);
                sink.onDispose(() -> waiting.remove(sink));
            });
        }
    }

    private final class Observer implements RefreshObserver {

        @Override
        public Watch started(ConnectionKey key, String provider, String traceParent) {
            return Watch.NOOP;
        }

        @Override
        public void broken(ConnectionKey key, String provider, String reason, Instant since) {
            simulation.brokenEvents++;
        }

        @Override
        public void recovered(ConnectionKey key, String provider) {}
    }

    /** The way to the authorization server; the check before the send and the send are one moment. */
    private final class Server implements TokenEndpoint {

        @Override
        public boolean renews(Credential credential) {
            return true;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
            int number = Simulation.numberOf(subject.connection());
            return Mono.<TokenOutcome>create(sink -> {
                        pass(Point.BEFORE_REQUEST);
                        long connecting = simulation.trouble.badServer() && simulation.chance(0.05)
                                ? simulation.between(1_000, 9_000)
                                : simulation.between(0, 50);
                        simulation.at(connecting, () -> inside(() -> send(number, mayStillSend, sink)));
                    })
                    .timeout(
                            Duration.ofSeconds(10),
                            Mono.fromSupplier(() -> new TokenOutcome.Unknown("timeout")),
                            new Hands());
        }

        private void send(int number, BooleanSupplier mayStillSend, MonoSink<TokenOutcome> sink) {
            if (!mayStillSend.getAsBoolean()) {
                sink.success(new TokenOutcome.Unsent("not_allowed"));
                return;
            }
            simulation.note(name + " sends refresh-" + number);
            if (!simulation.maySend(leaseToken)) {
                simulation.violation(name + " uses refresh-" + number + " without the lease");
            }
            if (simulation.wasJournaledBefore(number, journalReadAt)) {
                simulation.violation(name + " uses refresh-" + number + " although a newer one was journaled");
            }
            Mood mood = simulation.server.mood;
            simulation.at(latency(), () -> {
                TokenOutcome outcome = mood == Mood.DEAF ? null : simulation.server.use(number);
                if (outcome != null && mood != Mood.MUTE) {
                    simulation.at(
                            simulation.between(1, 400),
                            () -> inside(() -> {
                                pass(Point.ANSWERED);
                                inside(() -> sink.success(outcome));
                            }));
                }
            });
            pass(Point.REQUEST_SENT);
        }
    }

    private final class SkewedClock extends Clock {

        @Override
        public Instant instant() {
            return simulation.now().plus(clockError);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Runs the replica's timers; they wait while it is paused. */
    private final class Hands implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.MILLISECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            Disposable.Swap handle = Disposables.swap();
            Runnable unlessDisposed = () -> {
                if (!handle.isDisposed()) {
                    task.run();
                }
            };
            simulation.time.schedule(() -> inside(unlessDisposed), delay, unit);
            return handle;
        }

        @Override
        public long now(TimeUnit unit) {
            return simulation.time.now(unit);
        }

        @Override
        public Worker createWorker() {
            return new Worker() {
                private final Disposable.Composite tasks = Disposables.composite();

                @Override
                public Disposable schedule(Runnable task) {
                    Disposable handle = Hands.this.schedule(task);
                    tasks.add(handle);
                    return handle;
                }

                @Override
                public void dispose() {
                    tasks.dispose();
                }

                @Override
                public boolean isDisposed() {
                    return tasks.isDisposed();
                }
            };
        }
    }

    /** What a caller got. */
    static int numberOf(Connection connection) {
        return Simulation.numberOf(
                ((OAuth2Credential) connection.credential()).token().reveal());
    }
}
