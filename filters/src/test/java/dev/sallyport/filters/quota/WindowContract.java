// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What answers say of the window they came in, or of a newer one. */
interface WindowContract extends LedgerSteps {

    // The same window

    @Test
    default void remainingOnlyFallsWithinAWindow() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket()).sees(100, 3, seconds(60))).remaining()).isEqualTo(3);
        assertThat(settle(of(bucket()).sees(100, 50, seconds(60))).remaining()).isEqualTo(3);
        assertThat(settle(of(bucket()).wants(2)).remaining()).isEqualTo(1);
        assertThat(settle(of(bucket()).inFlight(2).sees(100, 2, seconds(60))).remaining())
                .isEqualTo(1);
    }

    @Test
    default void whatWasGivenOutAfterTheCallThatWasAnsweredIsTakenOff() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        assertThat(settle(of(bucket()).wants(10)).given()).isEqualTo(10);

        Standing standing =
                settle(of(bucket()).inFlight(9).sees(100, 55, seconds(60)).order(4));

        assertThat(standing.remaining()).isEqualTo(55 - 6);
    }

    @Test
    default void ofACallFromBeforeTheWindowNothingIsTakenOff() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        settle(of(bucket()).wants(10));

        Standing standing =
                settle(of(bucket()).inFlight(9).sees(100, 45, seconds(60)).order(0));

        assertThat(standing.remaining()).isEqualTo(45);
    }

    @Test
    default void permitsThatNobodyUsedComeBackOnceTheProviderShowsIt() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        settle(of(bucket()).wants(30));

        Standing standing =
                settle(of(bucket()).inFlight(3).sees(100, 55, seconds(60)).order(5));

        assertThat(standing.remaining()).isEqualTo(55 - 3);
    }

    @Test
    default void whatWasJustGrantedIsInFlightBeforeItsReplicaSaysSo() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        settle("b", of(bucket()).wants(30));

        assertThat(settle(of(bucket()).sees(100, 55, seconds(60)).order(5)).remaining())
                .isEqualTo(30);
    }

    @Test
    default void anEndThatASlowAnswerToldLatePostponesTheWindowByNoMoreThanRounding() {
        settle(of(bucket()).sees(100, 60, seconds(10)));
        pass(seconds(4));

        Standing standing =
                settle(of(bucket()).wants(1).sees(100, 59, seconds(10)).order(2));

        assertThat(standing.window()).isEqualTo(1);
        assertThat(standing.resetIn()).isEqualTo(seconds(7));
    }

    @Test
    default void anEndThatWasToldTooLateAtFirstIsCorrected() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket()).sees(100, 59, seconds(50))).resetIn()).isEqualTo(seconds(51));
    }

    @Test
    default void ofEndsToldInWholeSecondsTheLatestCounts() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        pass(millis(900));

        Standing standing = settle(of(bucket()).sees(100, 59, seconds(60)));

        assertThat(standing.resetIn()).isEqualTo(seconds(60));
        assertThat(standing.window()).isEqualTo(1);
        pass(millis(400));
        assertThat(settle(of(bucket()).sees(100, 58, seconds(59))).resetIn()).isEqualTo(millis(59_600));
    }

    @Test
    default void aLoweredLimitCountsAtOnce() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket()).sees(40, 10, seconds(60)));

        assertThat(standing.limit()).isEqualTo(40);
        assertThat(standing.remaining()).isEqualTo(10);
    }

    @Test
    default void aRaisedLimitBringsNoPermitsBeforeTheNextWindow() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket()).sees(1000, 960, seconds(60)));

        assertThat(standing.limit()).isEqualTo(1000);
        assertThat(standing.remaining()).isEqualTo(60);
        pass(seconds(61));
        assertThat(settle(of(bucket()).sees(1000, 999, seconds(60))).remaining())
                .isEqualTo(999);
    }

    @Test
    default void anOlderWindowSaysNothing() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket()).sees(50, 2, seconds(20)).order(0));

        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    // Newer windows

    @Test
    default void aClearlyLaterResetIsANewWindow() {
        settle(of(bucket()).sees(100, 3, seconds(10)));

        Standing standing =
                settle(of(bucket()).inFlight(2).sees(100, 99, seconds(60)).order(97));

        assertThat(standing.window()).isEqualTo(2);
        assertThat(standing.remaining()).isEqualTo(97);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    @Test
    default void whatWasSpentInAnOlderWindowIsVoid() {
        settle(of(bucket()).spent(5).sees(100, 60, seconds(10)));
        settle(of(bucket()).sees(100, 99, seconds(60)).order(50));

        assertThat(settle(of(bucket()).window(1).spent(50)).remaining()).isEqualTo(99);
        assertThat(settle(of(bucket()).window(2).spent(4)).remaining()).isEqualTo(95);
        assertThat(settle(of(bucket()).window(1).spent(60)).remaining()).isEqualTo(95);
        assertThat(settle(of(bucket()).window(2).spent(4)).remaining()).isEqualTo(95);
    }
}
