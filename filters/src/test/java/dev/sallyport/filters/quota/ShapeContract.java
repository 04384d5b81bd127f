// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import org.junit.jupiter.api.Test;

/** Buckets without a window: sliding ones and leaky ones. */
interface ShapeContract extends LedgerSteps {

    // Sliding

    @Test
    default void aSlidingBucketGrantsItsLimitInAnyStretch() {
        Bucket sliding = bucket(new Sliding(10, seconds(1)));
        assertThat(granted(of(sliding).window(0).wants(4))).isEqualTo(4);
        pass(millis(500));
        assertThat(granted(of(sliding).wants(8))).isEqualTo(6);
        pass(millis(599));
        assertThat(settle(of(sliding).wants(8)).retryIn()).isEqualTo(millis(10));
        pass(millis(1));

        Standing standing = settle(of(sliding).wants(8));

        assertThat(standing.granted()).containsExactly(4);
        assertThat(standing.limit()).isEqualTo(10);
        assertThat(standing.resetIn()).isNull();
        assertThat(standing.retryIn()).isEqualTo(millis(500));
    }

    @Test
    default void aSlidingBucketIsChargedForCredit() {
        Bucket sliding = bucket(new Sliding(100, seconds(1)));
        Standing first = settle(of(sliding).window(0));
        assertThat(first.credit()).isEqualTo(5);

        assertThat(settle(of(sliding).window(first.window()).spent(5)).remaining())
                .isEqualTo(95);
        assertThat(settle(of(sliding).window(first.window()).spent(5)).remaining())
                .isEqualTo(95);
        assertThat(settle(of(sliding).window(first.window()).spent(30).returned(2))
                        .remaining())
                .isEqualTo(72);
    }

    @Test
    default void aSightingOnlyLowersASlidingBucket() {
        Bucket sliding = bucket(new Sliding(100, seconds(1)));
        settle(of(sliding));

        assertThat(settle(of(sliding).inFlight(2).sees(100, 40, seconds(1)).order(0))
                        .remaining())
                .isEqualTo(38);
        assertThat(settle(of(sliding).sees(100, 90, seconds(1))).remaining()).isEqualTo(38);
        assertThat(settle(of(sliding).sees(20, 15, seconds(1))).limit()).isEqualTo(20);
        assertThat(settle(of(sliding).sees(1000, 900, seconds(1))).limit()).isEqualTo(100);
        pass(millis(1_100));
        assertThat(settle(of(sliding)).remaining()).isEqualTo(100);
    }

    @Test
    default void aSlidingBucketOfALargeLimitIsNeverTooGenerous() {
        Bucket sliding = bucket(new Sliding(100_000, seconds(10)));
        long granted = 0;
        for (int i = 0; i < 99; i++) {
            granted += granted(of(sliding).wants(2_000));
            pass(millis(100));
        }

        assertThat(granted).isEqualTo(100_000);
        pass(millis(200));
        assertThat(granted(of(sliding).wants(2_001))).isZero();
        pass(millis(10));
        assertThat(granted(of(sliding).wants(100_000))).isEqualTo(2_000);
    }

    @Test
    default void thoseWhoWaitedForABurstToLeaveGoOneAfterTheOther() {
        Bucket sliding = bucket(new Sliding(100, seconds(1)));
        assertThat(granted(of(sliding).wants(100))).isEqualTo(100);
        settle(of(sliding).wants(50));
        pass(millis(1_100));

        assertThat(granted(of(sliding).wants(50))).isEqualTo(1);
    }

    // Leaky

    @Test
    default void aLeakyBucketKnowsNoLimitBeforeAnAnswerTellsIt() {
        Standing standing = settle(of(bucket(new Leaky(2))).wants(500));

        assertThat(standing.granted()).containsExactly(500);
        assertThat(standing.credit()).isEqualTo(Standing.UNLIMITED);
    }

    @Test
    default void aLeakyBucketFillsDropByDropUpToItsCapacity() {
        Bucket leaky = bucket(new Leaky(2));
        settle(of(leaky).sees(new Sighting(40L, 3, null, null)));
        assertThat(granted(of(leaky).wants(5))).isEqualTo(3);
        pass(millis(400));
        assertThat(settle(of(leaky).wants(1)).retryIn()).isEqualTo(millis(100));
        pass(millis(100));

        assertThat(granted(of(leaky).wants(5))).isEqualTo(1);
        pass(seconds(5));
        assertThat(settle(of(leaky)).remaining()).isEqualTo(10);
        pass(seconds(59));
        assertThat(settle(of(leaky)).remaining()).isEqualTo(40);
    }

    @Test
    default void anAnswerLowersALeakyBucketAtOnceAndRaisesItByHalf() {
        Bucket leaky = bucket(new Leaky(2));
        settle(of(leaky).sees(new Sighting(40L, 30, null, null)));

        assertThat(settle(of(leaky)
                                .inFlight(2)
                                .sees(new Sighting(40L, 20, null, null))
                                .order(0))
                        .remaining())
                .isEqualTo(18);
        assertThat(settle(of(leaky).sees(new Sighting(40L, 28, null, null))).remaining())
                .isEqualTo(23);
        assertThat(settle(of(leaky).sees(new Sighting(80L, 63, null, null))).limit())
                .isEqualTo(80);
    }
}
