// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many schedules of a host that comes and goes; a failure names its seed. */
class BreakerSimulationTest {

    private static final int SCHEDULES = 1000;

    @Test
    void breakersDoWhatTheModelSaysAndRecoverWithTheHost() {
        int[] openings = {0};
        forEachSeed(1, seed -> {
            SimulatedFleet fleet = new SimulatedFleet(seed, false, false);
            fleet.run();

            assertThat(fleet.replicas()).allMatch(replica -> replica.state() == BreakerState.CLOSED);
            assertThat(mostWithinAnInterval(fleet.probes()))
                    .as("probes of all replicas within an interval")
                    .isLessThanOrEqualTo(HostBreakerTest.SETTINGS.probes());
            openings[0] += fleet.replicas().stream()
                    .mapToInt(SimulatedReplica::openings)
                    .sum();
        });
        assertThat(openings[0]).as("the schedules are worth something").isGreaterThan(SCHEDULES);
    }

    @Test
    void withoutTheStoreEveryReplicaKeepsItsOwnBound() {
        forEachSeed(100_000, seed -> {
            SimulatedFleet fleet = new SimulatedFleet(seed, true, false);
            fleet.run();

            assertThat(fleet.replicas()).allMatch(replica -> replica.state() == BreakerState.CLOSED);
        });
    }

    @Test
    void refusalsAndCallersThatLeaveNeverOpenABreaker() {
        forEachSeed(200_000, seed -> {
            SimulatedFleet fleet = new SimulatedFleet(seed, false, true);
            fleet.run();

            assertThat(fleet.replicas()).allMatch(replica -> replica.openings() == 0);
        });
    }

    private static void forEachSeed(long first, LongConsumer simulation) {
        LongStream.range(first, first + SCHEDULES).forEach(seed -> {
            try {
                simulation.accept(seed);
            } catch (AssertionError failed) {
                throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
            }
        });
    }

    private static int mostWithinAnInterval(List<Long> times) {
        long interval = HostBreakerTest.SETTINGS.probeInterval().toNanos();
        int most = 0;
        int oldest = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(oldest) >= interval) {
                oldest++;
            }
            most = Math.max(most, i - oldest + 1);
        }
        return most;
    }
}
