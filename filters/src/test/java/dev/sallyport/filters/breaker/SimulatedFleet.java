// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Replicas that call one host through breakers of their own, in virtual time; everything follows from a seed. */
final class SimulatedFleet {

    static final int REPLICAS = 3;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** What the host does with a call that comes now. */
    private enum Health {
        FINE,
        REFUSING,
        FLAKY,
        BROKEN,
        HANGING
    }

    private record Event(long at, long order, Runnable what) {}

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<Long> probes = new ArrayList<>();
    private final Deque<Long> permits = new ArrayDeque<>();
    private final boolean storeAway;
    private final boolean neverIll;

    private long now;
    private long order;
    private Health health = Health.FINE;
    private boolean recovered;

    /**
     * @param storeAway nobody can tell how many probes the other replicas send
     * @param neverIll the host refuses but never fails
     */
    SimulatedFleet(long seed, boolean storeAway, boolean neverIll) {
        this.random = new Random(seed);
        this.storeAway = storeAway;
        this.neverIll = neverIll;
        this.now = random.nextLong();
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new SimulatedReplica(() -> now, new Random(random.nextLong())));
        }
    }

    /** Lets the host have its moods, then keeps it fine for as long as a recovery may take. */
    void run() {
        long end = now + 150 * SECOND;
        long rest = end + 150 * SECOND;
        changeMood(end);
        for (SimulatedReplica replica : replicas) {
            double callsPerSecond = 2 + random.nextInt(14);
            call(replica, callsPerSecond, rest);
        }
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
        }
    }

    List<SimulatedReplica> replicas() {
        return replicas;
    }

    /** When probes were sent, by whichever replica, in order; nanoseconds. */
    List<Long> probes() {
        return probes;
    }

    private void changeMood(long until) {
        if (now - until >= 0) {
            health = Health.FINE;
            recovered = true;
            return;
        }
        Health[] moods = neverIll ? new Health[] {Health.FINE, Health.REFUSING} : Health.values();
        health = moods[random.nextInt(moods.length)];
        after((1 + random.nextInt(40)) * SECOND, () -> changeMood(until));
    }

    private void call(SimulatedReplica replica, double callsPerSecond, long until) {
        if (now - until >= 0) {
            return;
        }
        Passage passage = replica.enter();
        if (passage != null && passage.isProbe() && !mayProbe()) {
            passage.notShared();
            replica.end(passage, Verdict.UNKNOWN);
        } else if (passage != null) {
            if (passage.isProbe()) {
                probes.add(now);
            }
            send(replica, passage);
        }
        long gap = Math.round(-Math.log(1 - random.nextDouble()) / callsPerSecond * SECOND);
        after(gap, () -> call(replica, callsPerSecond, until));
    }

    private void send(SimulatedReplica replica, Passage passage) {
        boolean callerLeaves = random.nextInt(20) == 0;
        long patience = callerLeaves ? random.nextLong(2 * SECOND) : Long.MAX_VALUE;
        long latency = health == Health.HANGING && !recovered
                ? SECOND + random.nextLong(29 * SECOND)
                : random.nextLong(SECOND / 5);
        Verdict verdict = patience < latency ? Verdict.UNKNOWN : verdict();
        after(Math.min(patience, latency), () -> replica.end(passage, verdict));
    }

    private Verdict verdict() {
        return switch (health) {
            case FINE -> Verdict.ofStatus(200);
            case REFUSING -> Verdict.ofStatus(random.nextBoolean() ? 429 : 404);
            case FLAKY -> Verdict.ofStatus(random.nextInt(100) < 45 ? 503 : 200);
            case BROKEN -> Verdict.ofStatus(random.nextInt(100) < 95 ? 500 : 429);
            case HANGING -> Verdict.ILL;
        };
    }

    private boolean mayProbe() {
        if (storeAway) {
            return true;
        }
        while (!permits.isEmpty()
                && now - permits.peekFirst()
                        >= HostBreakerTest.SETTINGS.probeInterval().toNanos()) {
            permits.removeFirst();
        }
        boolean free = permits.size() < HostBreakerTest.SETTINGS.probes();
        if (free) {
            permits.addLast(now);
        }
        return free;
    }

    private void after(long nanos, Runnable what) {
        events.add(new Event(now + nanos, order++, what));
    }
}
