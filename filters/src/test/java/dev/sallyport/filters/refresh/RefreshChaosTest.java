// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static dev.sallyport.filters.refresh.Histories.HISTORIES;
import static dev.sallyport.filters.refresh.Histories.LENIENT;
import static dev.sallyport.filters.refresh.Histories.STRICT;
import static dev.sallyport.filters.refresh.Histories.any;
import static dev.sallyport.filters.refresh.Histories.assertEverybodyAnswered;
import static dev.sallyport.filters.refresh.Histories.callers;
import static dev.sallyport.filters.refresh.Histories.replicas;
import static dev.sallyport.filters.refresh.Histories.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.refresh.AuthorizationServer.Mood;
import dev.sallyport.filters.refresh.SimulatedReplica.Point;
import dev.sallyport.filters.refresh.Simulation.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Refreshes by three replicas in all troubles at once. */
class RefreshChaosTest {

    private static final Duration SPAN = Duration.ofMinutes(12);

    @Test
    void whateverHappensNoGrantIsLostOrOverwrittenAndEverybodyIsAnswered() {
        AtomicInteger revoked = new AtomicInteger();
        AtomicInteger refreshed = new AtomicInteger();
        run(HISTORIES, "chaos", random -> {
            Trouble trouble = new Trouble(
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean());
            Simulation simulation = chaos(random, trouble);
            if (simulation.server.isRevoked()) {
                revoked.incrementAndGet();
            }
            if (trouble.isHarmless()) {
                assertThat(simulation.server.refused).isZero();
            }
            refreshed.addAndGet(simulation.server.accepted);
        });
        // Else the histories would be of nothing.
        assertThat(refreshed).hasValueGreaterThan(HISTORIES);
        assertThat(revoked).hasValueLessThan(HISTORIES / 2);
    }

    private static Simulation chaos(Random random, Trouble trouble) {
        Simulation simulation = new Simulation(random.nextLong(), trouble, random.nextBoolean() ? STRICT : LENIENT);
        List<SimulatedReplica> replicas = replicas(simulation);
        List<SimulatedCaller> callers = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            simulation.at(simulation.between(0, SPAN.toMillis()), () -> callAnyone(simulation, callers));
        }
        plan(simulation, replicas);
        simulation.time.advanceTimeBy(SPAN.plusSeconds(1));
        settle(simulation, callers);
        return simulation;
    }

    private static void callAnyone(Simulation simulation, List<SimulatedCaller> callers) {
        List<SimulatedReplica> awake = simulation.replicas.stream()
                .filter(replica -> !replica.isDead() && !replica.isPaused())
                .toList();
        if (awake.isEmpty()) {
            return;
        }
        SimulatedCaller caller = new SimulatedCaller(simulation, awake.get(simulation.random.nextInt(awake.size())));
        callers.add(caller);
        if (simulation.chance(0.1)) {
            caller.unauthorized(caller.replica.subject());
        } else {
            caller.call();
        }
        if (simulation.chance(0.1)) {
            simulation.at(simulation.between(0, 300), caller::leave);
        }
    }

    private static void plan(Simulation simulation, List<SimulatedReplica> replicas) {
        Trouble trouble = simulation.trouble;
        for (SimulatedReplica replica : replicas) {
            if (trouble.crashes() && simulation.chance(0.5)) {
                long when = simulation.between(0, SPAN.toMillis());
                simulation.at(when, () -> replica.dying = any(simulation, Point.values()));
                simulation.at(when + simulation.between(60_000, 120_000), () -> replicas(simulation, 1));
            }
            if (trouble.pauses()) {
                simulation.at(
                        simulation.between(0, SPAN.toMillis()),
                        () -> replica.pausing = any(simulation, Point.values()));
                simulation.at(
                        simulation.between(0, SPAN.toMillis()), () -> replica.pause(simulation.between(100, 45_000)));
            }
        }
        for (int i = 0; i < 4; i++) {
            long when = simulation.between(0, SPAN.toMillis());
            if (trouble.failovers()) {
                simulation.at(when, simulation::failover);
            }
            if (trouble.lostMessages()) {
                simulation.at(when + 10_000, () -> simulation.storeAway(simulation.between(100, 20_000)));
            }
            if (trouble.badServer()) {
                simulation.at(when, () -> simulation.server.mood = any(simulation, Mood.values()));
                simulation.at(when + simulation.between(1_000, 90_000), () -> simulation.server.mood = Mood.WELL);
            }
            if (trouble.writes()) {
                simulation.at(when + 5_000, simulation::touch);
            }
        }
        if (trouble.writes() && simulation.chance(0.3)) {
            simulation.at(simulation.between(0, SPAN.toMillis()), simulation::reauthorize);
        }
    }

    /** All trouble ends; then a caller of a healthy replica shows what became of the grant. */
    private static void settle(Simulation simulation, List<SimulatedCaller> callers) {
        simulation.server.mood = Mood.WELL;
        simulation.trouble = Trouble.NONE;
        simulation.replicas.forEach(replica -> {
            replica.dying = null;
            replica.pausing = null;
        });
        simulation.time.advanceTimeBy(Duration.ofMinutes(30));
        boolean acceptedInVain = simulation.server.current() > newestJournaled(simulation);
        SimulatedReplica healthy = replicas(simulation, 1).getFirst();
        SimulatedCaller last = new SimulatedCaller(simulation, healthy);
        last.call();
        simulation.time.advanceTimeBy(Duration.ofMinutes(2));

        assertThat(simulation.violations).isEmpty();
        assertEverybodyAnswered(callers);
        if (!acceptedInVain && !simulation.server.isRevoked()) {
            assertThat(last.number)
                    .as("the grant that was journaled last, not " + last.code + " " + simulation.setback)
                    .isGreaterThanOrEqualTo(newestJournaled(simulation));
        } else {
            assertThat(last.answered).isTrue();
        }
    }

    private static int newestJournaled(Simulation simulation) {
        int stored = Simulation.numberOf(Objects.requireNonNull(simulation.stored));
        return simulation.journaled.isEmpty() ? stored : Math.max(stored, simulation.journaled.last());
    }
}
