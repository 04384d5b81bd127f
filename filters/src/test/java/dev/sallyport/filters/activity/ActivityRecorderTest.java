// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityRecorderTest {

    private static final int MOST_AT_ONCE = 10;

    private final ActivityStats stats = new ActivityStats();
    private final ActivityRecorder recorder = new ActivityRecorder(
            new ActivityBuffer(1, stats),
            new Sample(1, () -> 0),
            new RecordRate(1, 0),
            stats,
            Clock.systemUTC(),
            () -> 0);

    @Test
    void beyondTheRateOnlyFailuresAreKept() {
        assertThat(kept(new End(200, Outcome.COMPLETED), 15)).isEqualTo(MOST_AT_ONCE);
        assertThat(kept(new End(503, Outcome.COMPLETED), 15)).isEqualTo(15);
        assertThat(kept(new End(200, Outcome.TRUNCATED), 15)).isEqualTo(15);
        assertThat(stats.lost(Loss.RATE)).isEqualTo(5);
    }

    @Test
    void failuresTakeNothingFromTheRate() {
        kept(new End(404, Outcome.COMPLETED), 100);

        assertThat(kept(new End(200, Outcome.COMPLETED), 15)).isEqualTo(MOST_AT_ONCE);
    }

    private long kept(End end, int times) {
        CallEnd call = new CallEnd("i", "c", "p", end.status(), null, end.outcome(), 1, Duration.ZERO, 0, 0);
        return IntStream.range(0, times).filter(_ -> recorder.keeps(call, "")).count();
    }

    private record End(int status, Outcome outcome) {}
}
