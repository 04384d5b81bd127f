// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static dev.sallyport.filters.refresh.Histories.HISTORIES;
import static dev.sallyport.filters.refresh.Histories.LENIENT;
import static dev.sallyport.filters.refresh.Histories.PATIENCE;
import static dev.sallyport.filters.refresh.Histories.STRICT;
import static dev.sallyport.filters.refresh.Histories.assertEverybodyAnswered;
import static dev.sallyport.filters.refresh.Histories.callers;
import static dev.sallyport.filters.refresh.Histories.replicas;
import static dev.sallyport.filters.refresh.Histories.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.refresh.SimulatedReplica.Point;
import dev.sallyport.filters.refresh.Simulation.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised of refreshes by three replicas, one trouble at a time. */
class RefreshSimulationTest {

    @Test
    void sixHundredCallersOfThreeReplicasCostOneRequest() {
        run(HISTORIES / 10, "crowd", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, STRICT);
            List<SimulatedReplica> replicas = replicas(simulation);
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            List<SimulatedCaller> callers = new ArrayList<>();
            replicas.forEach(replica ->
                    IntStream.range(0, 200).forEach(i -> callers.add(new SimulatedCaller(simulation, replica))));
            callers.forEach(caller -> simulation.at(simulation.between(0, 100), caller::call));

            simulation.time.advanceTimeBy(PATIENCE.plusSeconds(1));

            assertThat(simulation.server.accepted).isEqualTo(1);
            assertThat(simulation.server.refused).isZero();
            assertThat(callers).allSatisfy(caller -> assertThat(caller.number).isEqualTo(1));
            assertThat(simulation.violations).isEmpty();
        });
    }

    @Test
    void anyNumberOfSimultaneousUnauthorizedAnswersCostsOneRefresh() {
        run(HISTORIES / 10, "unauthorized", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, STRICT);
            List<SimulatedReplica> replicas = replicas(simulation);
            List<SimulatedCaller> callers = new ArrayList<>();
            replicas.forEach(replica ->
                    IntStream.range(0, 50).forEach(i -> callers.add(new SimulatedCaller(simulation, replica))));
            Subject used = replicas.getFirst().subject();
            callers.forEach(caller -> simulation.at(simulation.between(0, 3_000), () -> caller.unauthorized(used)));

            simulation.time.advanceTimeBy(PATIENCE.plusSeconds(5));

            assertThat(simulation.server.accepted).isEqualTo(1);
            assertThat(callers).allSatisfy(caller -> assertThat(caller.number).isEqualTo(1));
        });
    }

    /** Scenario 32. From the journal on nothing is lost, whoever dies. */
    @ParameterizedTest
    @EnumSource(Point.class)
    void aReplicaThatDiesLosesNoGrantThatWasJournaled(Point point) {
        run(HISTORIES / 10, "death at " + point, random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, STRICT);
            List<SimulatedReplica> replicas = replicas(simulation);
            replicas.getFirst().dying = point;
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            List<SimulatedCaller> callers = callers(simulation, replicas, 5);
            callers.get(0).call();
            callers.forEach(caller -> simulation.at(simulation.between(500, 5_000), caller::call));

            simulation.time.advanceTimeBy(Duration.ofSeconds(40));

            SimulatedCaller late = new SimulatedCaller(simulation, replicas.get(1));
            late.call();
            simulation.time.advanceTimeBy(PATIENCE.plusSeconds(1));

            assertThat(replicas.getFirst().isDead()).isTrue();
            assertEverybodyAnswered(callers);
            assertThat(simulation.violations).isEmpty();
            boolean beforeJournal = point == Point.REQUEST_SENT || point == Point.ANSWERED;
            if (beforeJournal) {
                // Used up, and the next one died with its only owner: no protocol can save it.
                assertThat(late.code).isEqualTo(ErrorCode.CONNECTION_BROKEN);
                assertThat(simulation.brokenEvents).isEqualTo(1);
            } else {
                assertThat(late.number).isEqualTo(1);
                assertThat(simulation.server.accepted).isEqualTo(1);
                assertThat(simulation.server.refused).isZero();
            }
        });
    }

    /** Scenario 33. */
    @Test
    void aHolderThatSleepsPastItsLeaseNeverOverwritesWhatCameAfterIt() {
        run(HISTORIES / 10, "pause", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, LENIENT);
            List<SimulatedReplica> replicas = replicas(simulation);
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            SimulatedReplica sleeper = replicas.getFirst();
            List<SimulatedCaller> callers = callers(simulation, replicas, 3);
            callers.getFirst().call();
            simulation.at(simulation.between(1, 600), () -> sleeper.pause(40_000));
            callers.forEach(caller -> simulation.at(simulation.between(30_000, 36_000), caller::call));

            simulation.time.advanceTimeBy(Duration.ofMinutes(3));

            assertEverybodyAnswered(callers);
            assertThat(simulation.violations).isEmpty();
            assertThat(simulation.journal).isEmpty();
            assertThat(simulation.server.isRevoked()).isFalse();
        });
    }

    /** The same, awake again in the very moment in which the next holder looks around. */
    @Test
    void aHolderThatWakesAsItsLeaseEndsIsNotOverlooked() {
        run(HISTORIES, "awakening", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, LENIENT);
            List<SimulatedReplica> replicas = replicas(simulation);
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            List<SimulatedCaller> callers = callers(simulation, replicas, 1);
            callers.getFirst().call();
            replicas.getFirst().pausing = Point.REQUEST_SENT;
            replicas.getFirst().pauseMillis = simulation.between(29_900, 30_150);
            simulation.at(28_000, callers.get(1)::call);
            simulation.at(29_000, callers.getLast()::call);

            simulation.time.advanceTimeBy(Duration.ofMinutes(1));

            assertEverybodyAnswered(callers);
            assertThat(simulation.violations).isEmpty();
            // The first one's time was over before the sleeper awoke.
            assertThat(callers.subList(1, 3))
                    .allSatisfy(caller -> assertThat(caller.number).isEqualTo(1));
        });
    }

    /** Scenario 34, at a server that refuses what comes twice without taking it for theft. */
    @Test
    void aLeaseLostToAFailoverDoesNotMakeAConnectionBroken() {
        run(HISTORIES / 5, "failover", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, STRICT);
            simulation.server.suspicious = false;
            List<SimulatedReplica> replicas = replicas(simulation);
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            List<SimulatedCaller> callers = callers(simulation, replicas, 3);
            callers.forEach(caller -> simulation.at(simulation.between(0, 300), caller::call));
            simulation.at(simulation.between(20, 300), simulation::failover);

            simulation.time.advanceTimeBy(Duration.ofSeconds(30));

            assertThat(callers).allSatisfy(caller -> assertThat(caller.number).isEqualTo(1));
            assertThat(simulation.brokenEvents).isZero();
            assertThat(simulation.violations).isEmpty();
        });
    }
}
