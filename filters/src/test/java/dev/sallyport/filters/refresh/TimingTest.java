// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingTest {

    private static final Duration MARGIN = Duration.ofSeconds(60);

    /** Columns: life, the provider's margin, chance; seconds before expiry at which it is due. */
    @ParameterizedTest
    @CsvSource({
        "3600,   , 0,   360",
        "3600,   , 1,   720",
        "3600,   , 0.5, 540",
        "300,    , 0,    60",
        "300,    , 1,    90",
        "3600, 30, 0,    30",
        "3600, 30, 1,   390",
        "60,     , 1,    30",
        "10,   30, 0,     5",
        "0,      , 1,     0"
    })
    void isDueAheadOfExpiryByAMarginAndAPartOfItsLife(long life, @Nullable Long margin, double chance, long ahead) {
        Instant expiry = Samples.NOW.plusSeconds(life);
        Duration ofProvider = margin == null ? null : Duration.ofSeconds(margin);

        Timing timing = Timing.of(connection("c", "token", expiry), ofProvider, MARGIN, chance);

        assertThat(timing.due()).isEqualTo(expiry.minusSeconds(ahead).toEpochMilli());
        assertThat(timing.expiry()).isEqualTo(expiry.toEpochMilli());
    }

    @Test
    void aTokenThatHadExpiredWhenItCameIsDueAndOver() {
        Timing timing = Timing.of(connection("c", "token", Samples.NOW.minusSeconds(5)), null, MARGIN, 1);

        assertThat(timing.isDue(Samples.NOW.toEpochMilli())).isTrue();
        assertThat(timing.isOver(Samples.NOW.toEpochMilli())).isTrue();
    }

    @Test
    void aTokenWithoutAnEndIsNeverDue() {
        Timing timing = Timing.of(connection("c", "token", null), null, MARGIN, 1);

        assertThat(timing.isDue(Long.MAX_VALUE - 1)).isFalse();
    }

    /** Scenario 39: ten thousand tokens that end in the same second. */
    @Test
    void tokensThatEndTogetherAreNotDueTogether() {
        Timings timings = new Timings(MARGIN, 42);
        Instant expiry = Samples.NOW.plusSeconds(3_600);
        long[] due = IntStream.range(0, 10_000)
                .mapToLong(i -> timings.of(Samples.provider(Samples.rules("")), connection("c" + i, "token", expiry))
                        .due())
                .toArray();
        long first = expiry.minusSeconds(720).toEpochMilli();
        long[] perMinute = new long[6];
        LongStream.of(due).forEach(at -> perMinute[(int) Math.min(5, (at - first) / 60_000)]++);

        assertThat(LongStream.of(due)).allMatch(at -> at >= first && at <= first + 360_000);
        assertThat(LongStream.of(perMinute)).allMatch(count -> count > 1_400 && count < 1_950);
    }

    @Test
    void oneGenerationHasOneDueTimeHoweverOftenItIsRead() {
        Timings timings = new Timings(MARGIN, 42);
        Instant expiry = Samples.NOW.plusSeconds(3_600);

        assertThat(IntStream.range(0, 100)
                        .mapToLong(
                                i -> timings.of(Samples.provider(Samples.rules("")), connection("c", "token", expiry))
                                        .due())
                        .distinct())
                .hasSize(1);
    }

    private static Connection connection(String id, String token, @Nullable Instant expiry) {
        OAuth2Credential credential = new OAuth2Credential(
                SecretText.of(token), SecretText.of("r"), expiry, SecretMap.EMPTY, SecretMap.EMPTY);
        return new Connection(
                7,
                new ConnectionKey("dev", "acme", id),
                "acme",
                credential,
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                null,
                1,
                Samples.NOW,
                Samples.NOW);
    }
}
