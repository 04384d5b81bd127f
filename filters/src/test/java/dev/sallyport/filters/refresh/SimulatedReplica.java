// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

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

    final Simulation simulation;
    final String name;
    private final Queue<Runnable> held = new ArrayDeque<>();
    final List<MonoSink<Void>> waiting = new ArrayList<>();
    private long pausedUntil;
    private boolean dead;
    long journalReadAt;
    String leaseToken = "";

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
        this.view = Objects.requireNonNull(simulation.stored);
        RefreshTime time = new RefreshTime(
                new SkewedClock(simulation, clockError),
                () -> simulation.time.now(TimeUnit.NANOSECONDS),
                simulation.random,
                new SimulatedTimers(this));
        SimulatedStore store = new SimulatedStore(this);
        RefreshPorts ports = new RefreshPorts(
                store.connections(),
                store.lease(),
                store.journal(),
                store.setbacks(),
                store.notices(),
                List.of(new SimulatedEndpoint(this)),
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

    void pass(Point point) {
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
    <T> Mono<T> command(Supplier<Optional<T>> action) {
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

    long latency() {
        return simulation.chance(0.05) ? simulation.between(10, 80) : simulation.between(0, 3);
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
}
