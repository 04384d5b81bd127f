// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class BackoffTest {

    private static final long SEED = 20261124;

    private final RetrySettings settings = new RetrySettings(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            0.2,
            10,
            DataSize.ofKilobytes(64),
            DataSize.ofMegabytes(64));

    @ParameterizedTest
    @CsvSource({
        "0, false, 500",
        "1, false, 1000",
        "5, false, 16000",
        "6, false, 30000",
        "9, false, 30000",
        "0, true, 1000",
        "3, true, 8000",
        "9, true, 30000"
    })
    void isSpreadOverAllOfABoundThatDoublesUpToTheCap(int repeated, boolean throttled, long boundMillis) {
        List<Long> waits = waits(repeated, throttled, null, 2000);

        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(0L, boundMillis));
        assertThat(waits.stream().filter(wait -> wait < boundMillis / 10)).hasSizeBetween(100, 320);
        assertThat(waits.stream().filter(wait -> wait > boundMillis * 9 / 10)).hasSizeBetween(100, 320);
    }

    @Test
    void aHintIsNeverShortenedAndSpreadUpwardsByATenthAtMost() {
        List<Long> waits = waits(4, true, Duration.ofSeconds(10), 2000);

        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(10_000L, 11_000L));
        assertThat(waits.stream().filter(wait -> wait < 10_500)).hasSizeBetween(850, 1150);
    }

    private List<Long> waits(int repeated, boolean throttled, Duration hint, int times) {
        Backoff backoff = new Backoff(settings, new Random(SEED));
        return Stream.generate(() -> backoff.before(repeated, throttled, hint).toMillis())
                .limit(times)
                .toList();
    }
}
