// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.filters.quota.TestClaim;
import dev.sallyport.filters.quota.TestLedgers;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script and the ledger in memory, given the same random claims at the same moments, answer the same. */
class LedgersAgreeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLAIMS = 400;

    private static TimelessLedgers shared;

    @BeforeAll
    static void start() {
        shared = new TimelessLedgers();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void onEveryStanding(long seed) {
        RandomGenerator random = new Random(seed);
        TestLedgers local = TestLedgers.at(shared::now);
        BucketShape shape = shape(random);
        Bucket bucket = new Bucket(
                new BucketKey("agree" + seed, "github", random.nextBoolean() ? "octocat" : null, "n"), shape);
        History history = new History(random, bucket);
        for (int i = 0; i < CLAIMS; i++) {
            shared.pass(history.pause());
            boolean first = random.nextBoolean();
            Claim claim = history.claim();

            Standing remembered = (first ? local.a() : local.b()).settle(claim).block(PATIENCE);
            Standing stored = (first ? shared.a : shared.b).settle(claim).block(PATIENCE);

            assertThat(stored).as("seed %d, claim %d: %s", seed, i, claim).isEqualTo(remembered);
            history.learn(stored);
        }
        assertThat(history.granted).as("seed %d, %s: grants", seed, bucket).isPositive();
        assertThat(history.denied).as("seed %d, %s: refusals", seed, bucket).isPositive();
    }

    private static BucketShape shape(RandomGenerator random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Sliding(random.nextLong(1, 200), Duration.ofMillis(random.nextLong(100, 20_000)));
            case 1 -> new Sliding(random.nextLong(1_001, 9_000), Duration.ofMillis(random.nextLong(100, 20_000)));
            case 2 -> new Leaky(random.nextDouble(0.1, 50));
            default -> new Fixed();
        };
    }

    /** Makes claims as a provider with a window of its own and confused answers would bring them about. */
    private static final class History {

        private final RandomGenerator random;
        private final Bucket bucket;
        private final long limit;
        private long window;
        private long spent;
        private long granted;
        private long denied;

        History(RandomGenerator random, Bucket bucket) {
            this.random = random;
            this.bucket = bucket;
            this.limit = random.nextLong(1, 500);
        }

        Duration pause() {
            return Duration.ofMillis(
                    switch (random.nextInt(20)) {
                        case 0 -> random.nextLong(0, 55_000); // below what both keep a bucket for
                        case 1, 2, 3 -> random.nextLong(0, 3_000);
                        default -> random.nextLong(0, 60);
                    });
        }

        Claim claim() {
            spent += random.nextInt(3);
            TestClaim claim = TestClaim.of(bucket)
                    .window(random.nextInt(10) == 0 ? window - 1 : window)
                    .spent(random.nextInt(10) == 0 ? spent / 2 : spent)
                    .inFlight(random.nextInt(5))
                    .waiting(random.nextInt(60))
                    .returned(random.nextInt(8) == 0 ? random.nextInt(4) : 0);
            if (random.nextInt(3) == 0) {
                claim.sees(sighting()).order(random.nextInt(3) == 0 ? 0 : random.nextLong(1, limit + 20));
            }
            if (random.nextInt(25) == 0) {
                claim.refused(Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(1, 4_000)));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                claim.used("c" + random.nextInt(12), random.nextInt(9));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                claim.wants("c" + random.nextInt(12), random.nextInt(1, 1 + (int) limit / 3 + 1));
            }
            return claim.claim();
        }

        void learn(Standing standing) {
            if (standing.window() != window) {
                spent = 0;
            }
            window = standing.window();
            granted += standing.granted().stream().mapToInt(each -> each).sum();
            denied += standing.retryIn().isPositive() ? 1 : 0;
        }

        private Sighting sighting() {
            return new Sighting(
                    random.nextInt(10) == 0 ? null : random.nextInt(15) == 0 ? limit * 2 : (Long) limit,
                    random.nextInt(4) == 0 ? 0 : random.nextLong(limit + 1),
                    random.nextInt(8) == 0 ? null : Duration.ofMillis(random.nextLong(1, 12_000)),
                    random.nextInt(8) == 0 ? Duration.ofMillis(random.nextLong(500, 12_000)) : null);
        }
    }
}
