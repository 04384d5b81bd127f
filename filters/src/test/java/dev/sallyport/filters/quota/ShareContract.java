// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Sighting;
import org.junit.jupiter.api.Test;

/** What each connection of a shared bucket may use. */
interface ShareContract extends LedgerSteps {

    // Fairness

    @Test
    default void connectionsOfASharedBucketHaveEqualShares() {
        settle(of(shared()).sees(100, 100, seconds(60)));

        Standing standing = settle(of(shared()).used("a", 1).used("b", 1).wants("c", 1));

        assertThat(standing.share()).isEqualTo(33);
        assertThat(standing.overShare()).isEmpty();
    }

    @Test
    default void aBucketOfOneConnectionHasNoShares() {
        settle(of(bucket()).sees(100, 100, seconds(60)));

        assertThat(settle(of(bucket()).used("a", 90).wants("b", 1)).share()).isZero();
    }

    @Test
    default void aConnectionAtTenTimesItsShareLeavesTheOthersTheirs() {
        settle(of(shared()).sees(100, 100, seconds(60)));
        for (int i = 0; i < 10; i++) {
            settle(of(shared()).wants("quiet" + i, 1));
            settle(of(shared()).used("quiet" + i, 1));
        }

        // Eleven active: nine each, and each of the ten others still has eight to come.
        Standing noisy = settle(of(shared()).wants("noisy", 90));

        assertThat(noisy.share()).isEqualTo(9);
        assertThat(noisy.granted()).containsExactly(10);
        assertThat(noisy.overShare()).containsExactly("noisy");
        assertThat(noisy.retryIn()).isEqualTo(millis(100));
        settle(of(shared()).used("noisy", 10));
        assertThat(granted(of(shared()).wants("noisy", 1))).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(granted(of(shared()).wants("quiet" + i, 8))).isEqualTo(8);
            settle(of(shared()).used("quiet" + i, 8));
        }
    }

    @Test
    default void whatOthersCanNoLongerUseInTimeIsLeftToWhoeverWantsIt() {
        settle(of(shared()).sees(new Sighting(100L, 100, seconds(60), seconds(60))));
        settle(of(shared()).used("quiet", 0).wants("noisy", 50));
        assertThat(granted(of(shared()).used("noisy", 50).wants("noisy", 50))).isZero();
        pass(seconds(45));

        // A quarter of the window is left, and so a quarter of the quiet one's share.
        assertThat(granted(of(shared()).wants("noisy", 50))).isEqualTo(37);
    }

    @Test
    default void whoUsedTheLastWindowStillHasAShareOfThisOne() {
        settle(of(shared()).used("a", 1).used("b", 1).sees(100, 50, seconds(5)));
        pass(seconds(6));
        settle(of(shared()).window(2).sees(100, 100, seconds(5)));

        Standing second = settle(of(shared()).window(2).used("a", 60));
        assertThat(second.share()).isEqualTo(50);
        assertThat(second.overShare()).containsExactly("a");

        pass(seconds(6));
        settle(of(shared()).window(3).sees(100, 100, seconds(5)));
        assertThat(settle(of(shared()).window(3).used("a", 1)).share()).isEqualTo(100);
    }

    @Test
    default void ofVeryManyConnectionsEachKeepsItsShareWithoutBeingLookedAt() {
        settle(of(shared()).sees(1200, 1200, seconds(60)));
        TestClaim all = of(shared());
        for (int i = 0; i < 600; i++) {
            all.used("c" + i, 1);
        }
        settle(all);

        assertThat(granted(of(shared()).wants("c0", 5))).isEqualTo(2);
        assertThat(settle(of(shared())).share()).isEqualTo(2);
    }
}
