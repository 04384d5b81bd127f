// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.ModelProvider.Told;
import dev.sallyport.filters.quota.ModelProvider.Window;
import dev.sallyport.filters.quota.Simulation.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Three gates with one ledger against models of providers, in virtual time. Each schedule has a seed, which a failure tells;
 * {@code schedule(seed, fault)} repeats it. That nobody waits too long, that refusals stop everyone, that every call ends and
 * nothing stays in flight is checked in each.
 */
class QuotaSimulationTest {

    private static final int SCHEDULES = 1_500;
    private static final int SCHEDULES_PER_FAULT = 250;

    /** What goes wrong from the second window to the middle of the fifth. */
    enum Fault {
        NONE(1.05),
        LOST_REPLIES(1.05),
        CRASHES(1.05),
        /** A tenth of each part is kept back, but ends told too early cost each replica one call more. */
        ALL_CUT_OFF(1.1),
        ALL_FROZEN(1.1),
        /** It may use its part without the others knowing. */
        ONE_CUT_OFF(1.3),
        ONE_FROZEN(1.3);

        final double most;

        Fault(double most) {
            this.most = most;
        }
    }

    @BeforeAll
    static void beQuiet() {
        ((Logger) LoggerFactory.getLogger(LedgerLink.class)).setLevel(Level.ERROR);
    }

    @Test
    void withoutFaultsNothingIsRefusedAndNothingWasted() {
        for (int seed = 1; seed <= SCHEDULES; seed++) {
            Simulation simulation = schedule(seed, Fault.NONE);

            assertSound(simulation, seed, Fault.NONE);
            assertNotRefused(simulation, seed);
            assertUsed(simulation, seed, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void faultsCostLittleAndNothingForLong(Fault fault) {
        for (int seed = 1; seed <= SCHEDULES_PER_FAULT; seed++) {
            Simulation simulation = schedule(seed, fault);

            assertSound(simulation, seed, fault);
            assertUsed(simulation, seed, 5.5);
        }
    }

    /** Half as much again as the provider allows, for eight windows. */
    private static Simulation schedule(int seed, Fault fault) {
        Random random = new Random(seed * 7919L);
        ModelProvider provider = ModelProvider.random(Simulation.KEY, random);
        Simulation simulation = new Simulation(seed, provider);
        Duration window = provider.period();
        Duration end = window.multipliedBy(8);
        simulation.leaving = random.nextDouble() * 0.2;
        simulation.load(
                provider.perSecond() * 1.5,
                end,
                1 + random.nextInt(5),
                window.multipliedBy(1 + random.nextInt(3)).dividedBy(2));
        inject(fault, simulation, window, random);
        simulation.finish(end);
        return simulation;
    }

    private static void inject(Fault fault, Simulation simulation, Duration window, Random random) {
        long from = (long) (window.toNanos() * (1.2 + random.nextDouble()));
        long to = (long) (window.toNanos() * 4.5);
        simulation.lostAnswers = fault == Fault.NONE ? 0 : random.nextInt(2) * 0.05;
        if (fault == Fault.LOST_REPLIES) {
            double loss = random.nextDouble() * 0.05;
            simulation.agenda.in(from, () -> simulation.replicas.forEach(each -> each.link.loss = loss));
            simulation.agenda.in(to, () -> simulation.replicas.forEach(each -> each.link.loss = 0));
        }
        for (long at = from; at < to && fault != Fault.NONE; ) {
            long length = Math.min(to - at, (long) (window.toNanos() * random.nextDouble() * 0.7));
            int one = random.nextInt(3);
            switch (fault) {
                case CRASHES -> simulation.agenda.in(at, () -> simulation.crash(one));
                case ALL_CUT_OFF, ALL_FROZEN -> {
                    for (int i = 0; i < 3; i++) {
                        simulation.breakLink(i, fault == Fault.ALL_FROZEN, at, length);
                    }
                }
                case ONE_CUT_OFF, ONE_FROZEN -> simulation.breakLink(one, fault == Fault.ONE_FROZEN, at, length);
                default -> {}
            }
            at += length + (long) (window.toNanos() * (0.3 + random.nextDouble()));
        }
    }

    private static void assertSound(Simulation simulation, int seed, Fault fault) {
        assertThat(simulation.complaints)
                .as("seed %d: %s", seed, simulation.provider)
                .isEmpty();
        if (simulation.provider instanceof FixedProvider fixed) {
            // Rounding costs small limits more.
            double most = Math.max(Math.ceil(fixed.limit * fault.most), fixed.limit + 3);
            for (Window each : afterFirst(fixed)) {
                assertThat((double) each.arrived)
                        .as("seed %d: calls from %s of %s", seed, each, fixed)
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    private static void assertNotRefused(Simulation simulation, int seed) {
        if (!(simulation.provider instanceof FixedProvider fixed)) {
            assertThat(simulation.provider.refused)
                    .as("seed %d: %s", seed, simulation.provider)
                    .isLessThanOrEqualTo(1 + simulation.provider.accepted / 500);
            return;
        }
        // An end that is told up to a second early is noticed by trying, and found in steps; so much is tried.
        int tried = fixed.tellsTooEarly() ? 2 + fixed.limit / 20 : 0;
        for (Window each : afterFirst(fixed)) {
            assertThat(each.arrived - each.accepted)
                    .as("seed %d: refused from %s of %s", seed, each, fixed)
                    .isLessThanOrEqualTo(tried);
        }
    }

    /** @param from in windows from the start; the last ones are not over, or lacked calls */
    private static void assertUsed(Simulation simulation, int seed, double from) {
        if (simulation.provider instanceof FixedProvider fixed && fixed.limit >= 30) {
            List<Window> windows = fixed.windows();
            for (Window each : windows.subList(0, Math.max(0, windows.size() - 2))) {
                if (each.start > fixed.length * from) {
                    assertThat(each.accepted)
                            .as("seed %d: used from %s of %s", seed, each, fixed)
                            .isGreaterThanOrEqualTo(fixed.limit * 8 / 10);
                }
            }
        }
    }

    private static List<Window> afterFirst(FixedProvider fixed) {
        return fixed.windows()
                .subList(Math.min(1, fixed.windows().size()), fixed.windows().size());
    }

    @Test
    void thoseWhoWaitForAResetDoNotWakeTogether() {
        for (int seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Told told = Told.values()[random.nextInt(Told.values().length)];
            FixedProvider provider = new FixedProvider(
                    Simulation.KEY, 100, Duration.ofSeconds(10), true, told, random.nextBoolean(), true, true);
            Simulation simulation = new Simulation(seed, provider);
            simulation.load(30, Duration.ofSeconds(16), 5, Duration.ofMillis(1_500));
            List<Call> fifty = new ArrayList<>();
            simulation.agenda.in(Duration.ofMillis(17_500), () -> {
                for (int i = 0; i < 50; i++) {
                    fifty.add(simulation.call(i % 3, "c" + i % 5, Priority.NORMAL, Duration.ofSeconds(30)));
                }
            });
            simulation.finish(Duration.ofSeconds(60));

            assertThat(simulation.complaints).as("seed %d", seed).isEmpty();
            assertThat(fifty).as("seed %d", seed).allMatch(call -> call.sent || call.over);
            assertThat(mostWithin100Ms(fifty)).as("seed %d: %s", seed, provider).isLessThanOrEqualTo(10);
        }
    }

    private static int mostWithin100Ms(List<Call> calls) {
        long[] millis = calls.stream()
                .filter(call -> call.endedWaitingAt - call.startedAt
                        > Duration.ofMillis(500).toNanos())
                .mapToLong(call -> call.endedWaitingAt / 1_000_000)
                .sorted()
                .toArray();
        assertThat(millis).hasSizeGreaterThan(25);
        return Arrays.stream(millis)
                .mapToInt(start -> (int) Arrays.stream(millis)
                        .filter(each -> each >= start && each < start + 100)
                        .count())
                .max()
                .orElseThrow();
    }

    @Test
    void aConnectionAtTenTimesItsShareLeavesTheOthersTheirs() {
        for (int seed = 1; seed <= 100; seed++) {
            int limit = 100 + new Random(seed).nextInt(100);
            Duration window = Duration.ofSeconds(20);
            FixedProvider provider =
                    new FixedProvider(Simulation.KEY, limit, window, true, Told.EPOCH_MILLIS, true, true, true);
            Simulation simulation = new Simulation(seed, provider);
            double share = provider.perSecond() / 5;
            Duration end = window.multipliedBy(6);
            simulation.loadOf("noisy", share * 10, end, window);
            for (int i = 1; i < 5; i++) {
                simulation.loadOf("c" + i, share * 0.9, end, window);
            }
            simulation.finish(end);

            for (int i = 1; i < 5; i++) {
                String connection = "c" + i;
                List<Call> its = simulation.calls.stream()
                        .filter(call -> call.connection.equals(connection))
                        .filter(call -> call.startedAt > window.toNanos() && call.startedAt < 5 * window.toNanos())
                        .toList();
                assertThat(its.stream().filter(call -> call.accepted).count())
                        .as("seed %d: %s of %d", seed, connection, its.size())
                        .isGreaterThanOrEqualTo(its.size() * 95L / 100);
            }
        }
    }
}
