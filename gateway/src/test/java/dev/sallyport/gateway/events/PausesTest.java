// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.gateway.settings.WebhookSettings;
import java.time.Duration;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {

    private final Pauses pauses = new Pauses(
            new WebhookSettings(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofSeconds(5),
                    64,
                    8,
                    1000),
            new Random(7));

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 6", "5, 48", "8, 384", "9, 600", "1000, 600"})
    void aPauseIsRandomBelowABoundThatDoubles(int attempts, int boundSeconds) {
        double[] seconds = DoubleStream.generate(
                        () -> pauses.after(attempts, null).toMillis() / 1000.0)
                .limit(500)
                .toArray();

        assertThat(DoubleStream.of(seconds).max().orElseThrow()).isBetween(0.9 * boundSeconds, 1.0 * boundSeconds);
        assertThat(DoubleStream.of(seconds).min().orElseThrow()).isBetween(0.0, 0.1 * boundSeconds);
    }

    @Test
    void aReceiversWishIsTheLeastButNotBeyondTheLongestPause() {
        assertThat(pauses.after(1, Duration.ofSeconds(60))).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(63));
        assertThat(pauses.after(1, Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(10));
    }
}
