// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.AuthorizationServer.Mood;
import dev.sallyport.filters.refresh.SimulatedReplica.Point;
import dev.sallyport.filters.refresh.Simulation.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Thousands of histories of three replicas that share one connection, its provider revoking everything when a refresh token is used
 * twice. Another seed by {@code -Dsallyport.simulation.seed=}, more histories by {@code -Dsallyport.simulation.histories=}.
 */
class RefreshSimulationTest {

    private static final long SEED = Long.getLong("sallyport.simulation.seed", 20_261_123L);
    private static final int HISTORIES = Integer.getInteger("sallyport.simulation.histories", 1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SPAN = Duration.ofMinutes(12);
    private static final Duration STRICT = Duration.ZERO;
    private static final Duration LENIENT = Duration.ofSeconds(60);

    @Test
    void sixHundredCallersOfThreeReplicasCostOneRequest() {
        run(HISTORIES / 10, "crowd", random -> {
            Simulation simulation = new Simulation(random.nextLong(), Trouble.NONE, STRICT);
            List<SimulatedReplica> replicas = replicas(simulation);
            simulation.time.advanceTimeBy(Duration.ofMinutes(15));
            List<Caller> callers = new ArrayList<>();
            replicas.forEach(
                    replica -> IntStream.range(0, 200).forEach(i -> callers.add(new Caller(simulation, replica))));
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
            List<Caller> callers = new ArrayList<>();
            replicas.forEach(
                    replica -> IntStream.range(0, 50).forEach(i -> callers.add(new Caller(simulation, replica))));
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
            List<Caller> callers = callers(simulation, replicas, 5);
            callers.get(0).call();
            callers.forEach(caller -> simulation.at(simulation.between(500, 5_000), caller::call));

            simulation.time.advanceTimeBy(Duration.ofSeconds(40));

            Caller late = new Caller(simulation, replicas.get(1));
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
            List<Caller> callers = callers(simulation, replicas, 3);
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
            List<Caller> callers = callers(simulation, replicas, 1);
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
            List<Caller> callers = callers(simulation, replicas, 3);
            callers.forEach(caller -> simulation.at(simulation.between(0, 300), caller::call));
            simulation.at(simulation.between(20, 300), simulation::failover);

            simulation.time.advanceTimeBy(Duration.ofSeconds(30));

            assertThat(callers).allSatisfy(caller -> assertThat(caller.number).isEqualTo(1));
            assertThat(simulation.brokenEvents).isZero();
            assertThat(simulation.violations).isEmpty();
        });
    }

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
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            simulation.at(simulation.between(0, SPAN.toMillis()), () -> callAnyone(simulation, callers));
        }
        plan(simulation, replicas);
        simulation.time.advanceTimeBy(SPAN.plusSeconds(1));
        settle(simulation, callers);
        return simulation;
    }

    private static void callAnyone(Simulation simulation, List<Caller> callers) {
        List<SimulatedReplica> awake = simulation.replicas.stream()
                .filter(replica -> !replica.isDead() && !replica.isPaused())
                .toList();
        if (awake.isEmpty()) {
            return;
        }
        Caller caller = new Caller(simulation, awake.get(simulation.random.nextInt(awake.size())));
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
    private static void settle(Simulation simulation, List<Caller> callers) {
        simulation.server.mood = Mood.WELL;
        simulation.trouble = Trouble.NONE;
        simulation.replicas.forEach(replica -> {
            replica.dying = null;
            replica.pausing = null;
        });
        simulation.time.advanceTimeBy(Duration.ofMinutes(30));
        boolean acceptedInVain = simulation.server.current() > newestJournaled(simulation);
        SimulatedReplica healthy = replicas(simulation, 1).getFirst();
        Caller last = new Caller(simulation, healthy);
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
        int stored = Simulation.numberOf(java.util.Objects.requireNonNull(simulation.stored));
        return simulation.journaled.isEmpty() ? stored : Math.max(stored, simulation.journaled.last());
    }

    private static void assertEverybodyAnswered(List<Caller> callers) {
        assertThat(callers)
                .filteredOn(caller -> !caller.replica.isDead() && !caller.left)
                .allSatisfy(caller -> assertThat(caller.answered).isTrue());
    }

    private static List<SimulatedReplica> replicas(Simulation simulation) {
        return replicas(simulation, 3);
    }

    private static List<SimulatedReplica> replicas(Simulation simulation, int count) {
        last = simulation.history;
        return IntStream.range(0, count)
                .mapToObj(i -> new SimulatedReplica(
                        simulation,
                        "replica-" + simulation.replicas.size(),
                        Duration.ofMillis(simulation.between(-5_000, 5_000)),
                        RefreshSettings.DEFAULTS))
                .toList();
    }

    private static List<Caller> callers(Simulation simulation, List<SimulatedReplica> replicas, int each) {
        return replicas.stream()
                .flatMap(replica -> IntStream.range(0, each).mapToObj(i -> new Caller(simulation, replica)))
                .toList();
    }

    private static <T> T any(Simulation simulation, T[] values) {
        return values[simulation.random.nextInt(values.length)];
    }

    /** What happened in the history that failed. */
    private static List<String> last = List.of();

    private static void run(int histories, String what, Consumer<Random> history) {
        System.out.println("Refresh simulation, " + what + ": " + histories + " histories from seed " + SEED);
        for (int i = 0; i < histories; i++) {
            long seed = SEED + i;
            try {
                last = List.of();
                history.accept(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                fail(what + ", seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", last), e);
            }
        }
    }

    /** A call that needs the credential. */
    private static final class Caller {

        private final Simulation simulation;
        private final SimulatedReplica replica;
        private @Nullable Disposable waiting;
        boolean answered;
        boolean left;
        int number = -1;

        @Nullable
        ErrorCode code;

        Caller(Simulation simulation, SimulatedReplica replica) {
            this.simulation = simulation;
            this.replica = replica;
        }

        void call() {
            replica.inside(() -> {
                Subject subject = replica.subject();
                if (replica.refresher.isUsable(subject)) {
                    got(subject.connection());
                } else {
                    wait(replica.refresher.renewed(subject, Waiter.of(PATIENCE)));
                }
            });
        }

        void unauthorized(Subject used) {
            replica.inside(() -> wait(replica.refresher.afterUnauthorized(used, Waiter.of(PATIENCE))));
        }

        void leave() {
            left = !answered;
            if (waiting != null) {
                waiting.dispose();
            }
        }

        private void wait(Mono<Connection> renewed) {
            waiting = renewed.subscribe(this::got, this::failed, () -> answered = true);
        }

        private void got(Connection connection) {
            answered = true;
            number = Simulation.numberOf(connection);
        }

        private void failed(Throwable error) {
            answered = true;
            switch (error) {
                case GatewayException known -> code = known.code();
                case StoreUnavailableException away -> code = ErrorCode.STORE_UNAVAILABLE;
                default -> simulation.violation("a caller got " + error);
            }
        }
    }
}
