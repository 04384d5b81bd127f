// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Monotonic clocks begin anywhere, and may pass the largest number. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 3})
    void tenSecondsWorthComeAtOnceAndThenTheRate(long start) {
        RecordRate rate = new RecordRate(100, start);

        assertThat(taken(rate, start, 5_000)).isEqualTo(1_000);
        assertThat(taken(rate, start + SECOND, 5_000)).isEqualTo(100);
        assertThat(taken(rate, start + SECOND, 1)).isZero();
        assertThat(LongStream.rangeClosed(1, 1_000)
                        .filter(i -> rate.tryTake(start + SECOND + i * SECOND / 1_000))
                        .count())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 3})
    void aLongQuietTimeSavesNoMore(long start) {
        RecordRate rate = new RecordRate(100, start);

        assertThat(taken(rate, start + 3_600 * SECOND, 5_000)).isEqualTo(1_000);
    }

    private static long taken(RecordRate rate, long now, int tries) {
        return IntStream.range(0, tries).filter(_ -> rate.tryTake(now)).count();
    }
}
