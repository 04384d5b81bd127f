// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a ledger makes of a bucket of which nothing, or nothing but one answer, is known. */
interface FirstSightingContract extends LedgerSteps {

    // Nothing known

    @Test
    default void grantsEverythingWhileNoLimitIsKnown() {
        Standing standing = settle(of(bucket()).window(0).wants("c", 7).wants("d", 1_000_000));

        assertThat(standing.granted()).containsExactly(7, 1_000_000);
        assertThat(standing.limit()).isNull();
        assertThat(standing.remaining()).isZero();
        assertThat(standing.credit()).isEqualTo(Standing.UNLIMITED);
        assertThat(standing.retryIn()).isZero();
        assertThat(standing.window()).isEqualTo(1);
        assertThat(standing.resetIn()).isNull();
        assertThat(standing.blockedFor()).isZero();
    }

    // First sighting

    @Test
    default void theFirstSightingGivesLimitRemainingAndReset() {
        Standing standing = settle(of(bucket()).sees(100, 60, seconds(60)));

        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    @Test
    default void whatIsInFlightOnAnyReplicaWillStillBeCharged() {
        settle("b", of(bucket()).inFlight(7));

        assertThat(settle(of(bucket()).inFlight(3).sees(100, 60, seconds(60))).remaining())
                .isEqualTo(50);
    }

    @Test
    default void whatAReplicaThatFellSilentHadInFlightIsForgottenInTime() {
        settle("b", of(bucket()).inFlight(7));
        pass(seconds(31));

        assertThat(settle(of(bucket()).sees(100, 60, seconds(60))).remaining()).isEqualTo(60);
    }

    @Test
    default void moreInFlightThanRemainsLeavesNone() {
        assertThat(settle(of(bucket()).inFlight(70).sees(100, 60, seconds(60))).remaining())
                .isZero();
    }

    @Test
    default void whatWasSpentBeforeTheLimitWasKnownIsNotChargedAgain() {
        settle("b", of(bucket()).spent(5));
        settle(of(bucket()).spent(40).sees(100, 60, seconds(60)));

        assertThat(settle("b", of(bucket()).spent(500)).remaining()).isEqualTo(60);
        assertThat(settle("b", of(bucket()).spent(502)).remaining()).isEqualTo(58);
        assertThat(settle(of(bucket()).spent(41)).remaining()).isEqualTo(57);
    }

    @Test
    default void aProviderThatTellsNoLimitIsTakenToAllowAtLeastWhatRemains() {
        Standing standing = settle(of(bucket()).sees(new Sighting(null, 60, seconds(60), null)));

        assertThat(standing.limit()).isEqualTo(60);
        assertThat(settle(of(bucket()).sees(new Sighting(null, 50, seconds(60), null)))
                        .limit())
                .isEqualTo(60);
    }

    @Test
    default void absurdNumbersAreClampedToWhatCanBeCountedExactly() {
        Sighting absurd = new Sighting(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1_000_000), null);
        Standing standing = settle(of(bucket()).sees(absurd).wants(1));

        assertThat(standing.limit()).isEqualTo(1_000_000_000_000_000L);
        assertThat(standing.remaining()).isEqualTo(999_999_999_999_999L);
        assertThat(standing.resetIn()).isEqualTo(Duration.ofDays(366));
    }
}
