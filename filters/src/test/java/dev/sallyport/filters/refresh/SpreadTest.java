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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenario 39: what a token endpoint gets to see of tokens that expire in the same second. */
class SpreadTest {

    private static final int TOKENS = 10_000;
    private static final long SEED = 20261124;
    private static final Instant EXPIRY = Samples.NOW.plusSeconds(3_600);

    /** Every replica sees calls of every connection all the time, so each token is renewed when it is first due anywhere. */
    @ParameterizedTest
    @CsvSource({"1, 60", "3, 120"})
    void tenThousandTokensOfTheSameSecondAreRenewedOverATenthOfTheirLife(int replicas, int most) {
        Random random = new Random(SEED);
        List<Timings> each = IntStream.range(0, replicas)
                .mapToObj(_ -> new Timings(Duration.ofSeconds(60), random.nextLong()))
                .toList();

        Map<Long, Integer> requests = new TreeMap<>();
        for (int i = 0; i < TOKENS; i++) {
            Connection connection = connection(i);
            long due = each.stream()
                    .mapToLong(timings -> timings.of(Samples.provider(Samples.rules("")), connection)
                            .due())
                    .min()
                    .orElseThrow();
            requests.merge(due / 1_000, 1, Integer::sum);
        }
        int peak = requests.values().stream().mapToInt(Integer::intValue).max().orElseThrow();

        System.out.printf(
                "%d tokens, %d replicas, seed %d: %d requests in the busiest of %d seconds%n",
                TOKENS, replicas, SEED, peak, requests.size());
        assertThat(peak).isLessThanOrEqualTo(most);
        assertThat(requests).hasSizeGreaterThan(300);
    }

    private static Connection connection(int number) {
        return new Connection(
                number,
                new ConnectionKey("dev", "acme", "c" + number),
                "acme",
                new OAuth2Credential(SecretText.of("a"), SecretText.of("r"), EXPIRY, SecretMap.EMPTY, SecretMap.EMPTY),
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
