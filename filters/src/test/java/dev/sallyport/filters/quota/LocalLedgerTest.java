// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the local ledger does besides the contract: go on alone with a part of what was shared. */
class LocalLedgerTest {

    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final AtomicInteger replicas = new AtomicInteger(3);
    private final LocalLedger fallback = LocalLedger.fallback(now::get, 100, replicas::get);
    private final Bucket bucket = bucket("default", new Fixed());

    @Test
    void aSeededBucketHasItsPartOfLimitAndRemainingLessATenth() {
        fallback.seed(bucket, standing(7, 1_000L, 500, seconds(60), Duration.ZERO));

        Standing standing = settle(TestClaim.of(bucket).window(7).wants(200));

        assertThat(standing.window()).isEqualTo(7);
        assertThat(standing.limit()).isEqualTo(300);
        assertThat(standing.granted()).containsExactly(150);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    @Test
    void whatWasSpentBeforeTheSeedIsNotChargedAgain() {
        fallback.seed(bucket, standing(7, 1_000L, 500, seconds(60), Duration.ZERO));

        assertThat(settle(TestClaim.of(bucket).window(7).spent(40)).remaining()).isEqualTo(150);
        assertThat(settle(TestClaim.of(bucket).window(7).spent(45)).remaining()).isEqualTo(145);
    }

    @Test
    void aSeededBlockHolds() {
        fallback.seed(bucket, standing(1, null, 0, null, seconds(5)));

        assertThat(settle(TestClaim.of(bucket).wants(1)).retryIn()).isEqualTo(seconds(5));
        now.addAndGet(5_000);
        assertThat(settle(TestClaim.of(bucket).wants(1)).granted()).containsExactly(1);
    }

    @Test
    void aSeedReplacesWhatWasKnown() {
        settle(TestClaim.of(bucket).sees(100, 0, seconds(600)));
        fallback.seed(bucket, standing(2, 100L, 100, seconds(60), Duration.ZERO));

        assertThat(settle(TestClaim.of(bucket).window(2)).remaining()).isEqualTo(30);
    }

    @Test
    void ofWhatAnswersTellItTakesItsPartToo() {
        Standing standing = settle(TestClaim.of(bucket).sees(100, 50, seconds(60)));

        assertThat(standing.limit()).isEqualTo(30);
        assertThat(standing.remaining()).isEqualTo(15);
        assertThat(settle(TestClaim.of(bucket).sees(new Sighting(null, 2, seconds(60), null)))
                        .remaining())
                .isZero();
    }

    @Test
    void ofADeclaredLimitOrRateItTakesItsPartToo() {
        Bucket sliding = bucket("sliding", new Sliding(100, seconds(1)));
        assertThat(settle(TestClaim.of(sliding)).limit()).isEqualTo(30);

        Bucket leaky = bucket("leaky", new Leaky(10));
        settle(TestClaim.of(leaky).sees(new Sighting(100L, 0, null, null)));
        now.addAndGet(1_000);
        assertThat(settle(TestClaim.of(leaky)).remaining()).isEqualTo(3);
    }

    @Test
    void anotherCountOfReplicasStartsNoBucketAnew() {
        Bucket sliding = bucket("sliding", new Sliding(100, seconds(1)));
        settle(TestClaim.of(sliding).wants(30));
        replicas.set(2);

        assertThat(settle(TestClaim.of(sliding).wants(30)).granted()).containsExactly(0);
    }

    @Test
    void aSmallLimitLeavesEachReplicaOnePermitNow() {
        fallback.seed(bucket, standing(1, 2L, 2, seconds(60), Duration.ZERO));

        assertThat(settle(TestClaim.of(bucket)).limit()).isEqualTo(1);
    }

    @Test
    void anotherShapeIsAnotherBucket() {
        settle(TestClaim.of(bucket).refused(seconds(60)));

        Bucket reshaped = new Bucket(bucket.key(), new Sliding(100, seconds(1)));
        assertThat(settle(TestClaim.of(reshaped)).blockedFor()).isZero();
    }

    @Test
    void theLongestUnusedBucketIsForgottenFirst() {
        LocalLedger small = LocalLedger.alone(now::get, 2);
        Bucket first = bucket("first", new Fixed());
        Bucket second = bucket("second", new Fixed());
        for (Bucket each : List.of(first, second)) {
            small.settle(TestClaim.of(each).sees(10, 5, seconds(60)).claim()).block();
        }
        small.settle(TestClaim.of(first).claim()).block();
        small.settle(TestClaim.of(bucket).sees(10, 5, seconds(60)).claim()).block();

        assertThat(small.live("env")
                        .map(view -> view.key().name())
                        .collectList()
                        .block())
                .containsExactlyInAnyOrder("first", "default");
    }

    @Test
    void aBucketThatLimitsNothingAnyLongerIsForgotten() {
        LocalLedger alone = LocalLedger.alone(now::get, 2);
        alone.settle(TestClaim.of(bucket).sees(10, 5, seconds(60)).claim()).block();
        now.addAndGet(seconds(121).toMillis());

        assertThat(alone.live("env").collectList().block()).isEmpty();
        assertThat(alone.settle(TestClaim.of(bucket).claim()).block().limit()).isNull();
    }

    @Test
    void needsRoomForABucket() {
        assertThatThrownBy(() -> LocalLedger.alone(now::get, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mostBuckets: 0 (expected: >= 1)");
    }

    @Test
    void manyThreadsNeverTakeMoreThanThereIs() throws Exception {
        LocalLedger alone = LocalLedger.alone(now::get, 2);
        alone.settle(TestClaim.of(bucket).sees(1_000, 1_000, seconds(60)).claim())
                .block();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> takers = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> take(alone)))
                    .toList();
            int taken = 0;
            for (Future<Integer> taker : takers) {
                taken += taker.get();
            }
            assertThat(taken).isEqualTo(1_000);
        }
    }

    private int take(LocalLedger ledger) {
        int taken = 0;
        for (int i = 0; i < 200; i++) {
            taken += ledger.settle(TestClaim.of(bucket).wants(1).claim())
                    .block()
                    .granted()
                    .getFirst();
        }
        return taken;
    }

    private Standing settle(TestClaim claim) {
        return fallback.settle(claim.claim()).block();
    }

    private static Standing standing(long window, Long limit, long remaining, Duration resetIn, Duration blockedFor) {
        return new Standing(window, limit, remaining, 0, resetIn, blockedFor, 0, List.of(), Duration.ZERO, 0, Set.of());
    }

    private static Bucket bucket(String name, BucketShape shape) {
        return new Bucket(new BucketKey("env", "github", null, name), shape);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
