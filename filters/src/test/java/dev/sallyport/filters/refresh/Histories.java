// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Thousands of histories of three replicas that share one connection, its provider revoking everything when a refresh token is used
 * twice. Another seed by {@code -Dsallyport.simulation.seed=}, more histories by {@code -Dsallyport.simulation.histories=}.
 */
final class Histories {

    private static final long SEED = Long.getLong("sallyport.simulation.seed", 20_261_123L);
    static final int HISTORIES = Integer.getInteger("sallyport.simulation.histories", 1_500);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration STRICT = Duration.ZERO;
    static final Duration LENIENT = Duration.ofSeconds(60);

    /** What happened in the history that failed. */
    private static List<String> last = List.of();

    private Histories() {}

    static void run(int histories, String what, Consumer<Random> history) {
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

    static List<SimulatedReplica> replicas(Simulation simulation) {
        return replicas(simulation, 3);
    }

    static List<SimulatedReplica> replicas(Simulation simulation, int count) {
        last = simulation.history;
        return IntStream.range(0, count)
                .mapToObj(i -> new SimulatedReplica(
                        simulation,
                        "replica-" + simulation.replicas.size(),
                        Duration.ofMillis(simulation.between(-5_000, 5_000)),
                        RefreshSettings.DEFAULTS))
                .toList();
    }

    static List<SimulatedCaller> callers(Simulation simulation, List<SimulatedReplica> replicas, int each) {
        return replicas.stream()
                .flatMap(replica -> IntStream.range(0, each).mapToObj(i -> new SimulatedCaller(simulation, replica)))
                .toList();
    }

    static <T> T any(Simulation simulation, T[] values) {
        return values[simulation.random.nextInt(values.length)];
    }

    static void assertEverybodyAnswered(List<SimulatedCaller> callers) {
        assertThat(callers)
                .filteredOn(caller -> !caller.replica.isDead() && !caller.left)
                .allSatisfy(caller -> assertThat(caller.answered).isTrue());
    }
}
