// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityBufferTest {

    private final ActivityStats stats = new ActivityStats();

    @Test
    void theLongestWaitingAreTakenFirst() {
        ActivityBuffer buffer = new ActivityBuffer(10, stats);
        for (String path : List.of("1", "2", "3")) {
            buffer.add(EndedCalls.call("dev", path));
        }

        assertThat(paths(buffer.take(2))).containsExactly("1", "2");
        assertThat(buffer.size()).isEqualTo(1);
        assertThat(paths(buffer.take(2))).containsExactly("3");
        assertThat(buffer.take(2)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsDroppedAndCountedUntilThereIsRoom() {
        ActivityBuffer buffer = new ActivityBuffer(2, stats);
        for (String path : List.of("1", "2", "3", "4")) {
            buffer.add(EndedCalls.call("dev", path));
        }
        assertThat(stats.lost(Loss.BUFFER_FULL)).isEqualTo(2);
        assertThat(paths(buffer.take(1))).containsExactly("1");
        buffer.add(EndedCalls.call("dev", "5"));

        assertThat(paths(buffer.take(10))).containsExactly("2", "5");
        assertThat(stats.losses().get("buffer_full").getAsLong()).isEqualTo(2);
    }

    @Test
    void manyThreadsNeverExceedTheBoundAndLoseNothingUncounted() throws Exception {
        int threads = 8;
        int each = 2000;
        ActivityBuffer buffer = new ActivityBuffer(500, stats);
        CompletableFuture<?>[] adding = IntStream.range(0, threads)
                .mapToObj(_ -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, each).forEach(_ -> buffer.add(EndedCalls.call("dev", "x")))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(adding);
        long taken = 0;
        while (!all.isDone()) {
            int batch = buffer.take(64).size();
            assertThat(batch).isLessThanOrEqualTo(64);
            taken += batch;
        }
        all.get(10, TimeUnit.SECONDS);
        taken += buffer.take(1000).size();

        assertThat(taken + stats.lost(Loss.BUFFER_FULL)).isEqualTo((long) threads * each);
        assertThat(buffer.size()).isZero();
    }

    private static List<String> paths(List<EndedCall> calls) {
        return calls.stream().map(call -> call.target().endpoint()).toList();
    }
}
