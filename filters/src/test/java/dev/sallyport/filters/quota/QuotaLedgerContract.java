// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link QuotaLedger} does. Time stands still but for {@link #pass}. Each test has an environment of its own, so
 * ledgers may be shared.
 */
public abstract class QuotaLedgerContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    protected final String environment = "env-" + UUID.randomUUID();

    /** One bucket of a connection, whose window is a minute unless a test says otherwise. */
    private final Bucket bucket = bucket(new Fixed());

    private final Bucket shared = shared("shared", new Fixed());

    /** The ledger as one of two replicas, {@code a} and {@code b}, sees it. */
    protected abstract QuotaLedger ledger(String replica);

    protected abstract void pass(Duration time);

    // Nothing known

    @Test
    void grantsEverythingWhileNoLimitIsKnown() {
        Standing standing = settle(of(bucket).window(0).wants("c", 7).wants("d", 1_000_000));

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
    void theFirstSightingGivesLimitRemainingAndReset() {
        Standing standing = settle(of(bucket).sees(100, 60, seconds(60)));

        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    @Test
    void whatIsInFlightOnAnyReplicaWillStillBeCharged() {
        settle("b", of(bucket).inFlight(7));

        assertThat(settle(of(bucket).inFlight(3).sees(100, 60, seconds(60))).remaining())
                .isEqualTo(50);
    }

    @Test
    void whatAReplicaThatFellSilentHadInFlightIsForgottenInTime() {
        settle("b", of(bucket).inFlight(7));
        pass(seconds(31));

        assertThat(settle(of(bucket).sees(100, 60, seconds(60))).remaining()).isEqualTo(60);
    }

    @Test
    void moreInFlightThanRemainsLeavesNone() {
        assertThat(settle(of(bucket).inFlight(70).sees(100, 60, seconds(60))).remaining())
                .isZero();
    }

    @Test
    void whatWasSpentBeforeTheLimitWasKnownIsNotChargedAgain() {
        settle("b", of(bucket).spent(5));
        settle(of(bucket).spent(40).sees(100, 60, seconds(60)));

        assertThat(settle("b", of(bucket).spent(500)).remaining()).isEqualTo(60);
        assertThat(settle("b", of(bucket).spent(502)).remaining()).isEqualTo(58);
        assertThat(settle(of(bucket).spent(41)).remaining()).isEqualTo(57);
    }

    @Test
    void aProviderThatTellsNoLimitIsTakenToAllowAtLeastWhatRemains() {
        Standing standing = settle(of(bucket).sees(new Sighting(null, 60, seconds(60), null)));

        assertThat(standing.limit()).isEqualTo(60);
        assertThat(settle(of(bucket).sees(new Sighting(null, 50, seconds(60), null)))
                        .limit())
                .isEqualTo(60);
    }

    @Test
    void absurdNumbersAreClampedToWhatCanBeCountedExactly() {
        Sighting absurd = new Sighting(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1_000_000), null);
        Standing standing = settle(of(bucket).sees(absurd).wants(1));

        assertThat(standing.limit()).isEqualTo(1_000_000_000_000_000L);
        assertThat(standing.remaining()).isEqualTo(999_999_999_999_999L);
        assertThat(standing.resetIn()).isEqualTo(Duration.ofDays(366));
    }

    // The same window

    @Test
    void remainingOnlyFallsWithinAWindow() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket).sees(100, 3, seconds(60))).remaining()).isEqualTo(3);
        assertThat(settle(of(bucket).sees(100, 50, seconds(60))).remaining()).isEqualTo(3);
        assertThat(settle(of(bucket).wants(2)).remaining()).isEqualTo(1);
        assertThat(settle(of(bucket).inFlight(2).sees(100, 2, seconds(60))).remaining())
                .isEqualTo(1);
    }

    @Test
    void whatWasGivenOutAfterTheCallThatWasAnsweredIsTakenOff() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        assertThat(settle(of(bucket).wants(10)).given()).isEqualTo(10);

        Standing standing =
                settle(of(bucket).inFlight(9).sees(100, 55, seconds(60)).order(4));

        assertThat(standing.remaining()).isEqualTo(55 - 6);
    }

    @Test
    void ofACallFromBeforeTheWindowNothingIsTakenOff() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        settle(of(bucket).wants(10));

        Standing standing =
                settle(of(bucket).inFlight(9).sees(100, 45, seconds(60)).order(0));

        assertThat(standing.remaining()).isEqualTo(45);
    }

    @Test
    void permitsThatNobodyUsedComeBackOnceTheProviderShowsIt() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        settle(of(bucket).wants(30));

        Standing standing =
                settle(of(bucket).inFlight(3).sees(100, 55, seconds(60)).order(5));

        assertThat(standing.remaining()).isEqualTo(55 - 3);
    }

    @Test
    void whatWasJustGrantedIsInFlightBeforeItsReplicaSaysSo() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        settle("b", of(bucket).wants(30));

        assertThat(settle(of(bucket).sees(100, 55, seconds(60)).order(5)).remaining())
                .isEqualTo(30);
    }

    @Test
    void anEndThatASlowAnswerToldLatePostponesTheWindowByNoMoreThanRounding() {
        settle(of(bucket).sees(100, 60, seconds(10)));
        pass(seconds(4));

        Standing standing =
                settle(of(bucket).wants(1).sees(100, 59, seconds(10)).order(2));

        assertThat(standing.window()).isEqualTo(1);
        assertThat(standing.resetIn()).isEqualTo(seconds(7));
    }

    @Test
    void anEndThatWasToldTooLateAtFirstIsCorrected() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket).sees(100, 59, seconds(50))).resetIn()).isEqualTo(seconds(51));
    }

    @Test
    void ofEndsToldInWholeSecondsTheLatestCounts() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        pass(millis(900));

        Standing standing = settle(of(bucket).sees(100, 59, seconds(60)));

        assertThat(standing.resetIn()).isEqualTo(seconds(60));
        assertThat(standing.window()).isEqualTo(1);
        pass(millis(400));
        assertThat(settle(of(bucket).sees(100, 58, seconds(59))).resetIn()).isEqualTo(millis(59_600));
    }

    @Test
    void aLoweredLimitCountsAtOnce() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket).sees(40, 10, seconds(60)));

        assertThat(standing.limit()).isEqualTo(40);
        assertThat(standing.remaining()).isEqualTo(10);
    }

    @Test
    void aRaisedLimitBringsNoPermitsBeforeTheNextWindow() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket).sees(1000, 960, seconds(60)));

        assertThat(standing.limit()).isEqualTo(1000);
        assertThat(standing.remaining()).isEqualTo(60);
        pass(seconds(61));
        assertThat(settle(of(bucket).sees(1000, 999, seconds(60))).remaining()).isEqualTo(999);
    }

    @Test
    void anOlderWindowSaysNothing() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        Standing standing = settle(of(bucket).sees(50, 2, seconds(20)).order(0));

        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    // Newer windows

    @Test
    void aClearlyLaterResetIsANewWindow() {
        settle(of(bucket).sees(100, 3, seconds(10)));

        Standing standing =
                settle(of(bucket).inFlight(2).sees(100, 99, seconds(60)).order(97));

        assertThat(standing.window()).isEqualTo(2);
        assertThat(standing.remaining()).isEqualTo(97);
        assertThat(standing.resetIn()).isEqualTo(seconds(60));
    }

    @Test
    void whatWasSpentInAnOlderWindowIsVoid() {
        settle(of(bucket).spent(5).sees(100, 60, seconds(10)));
        settle(of(bucket).sees(100, 99, seconds(60)).order(50));

        assertThat(settle(of(bucket).window(1).spent(50)).remaining()).isEqualTo(99);
        assertThat(settle(of(bucket).window(2).spent(4)).remaining()).isEqualTo(95);
        assertThat(settle(of(bucket).window(1).spent(60)).remaining()).isEqualTo(95);
        assertThat(settle(of(bucket).window(2).spent(4)).remaining()).isEqualTo(95);
    }

    // Rolling

    @Test
    void aWindowIsOverALittleAfterItsReset() {
        settle(of(bucket).sees(100, 0, seconds(10)));
        pass(millis(10_099));
        assertThat(settle(of(bucket).wants(1)).granted()).containsExactly(0);
        pass(millis(1));

        Standing standing = settle(of(bucket).wants(1));

        assertThat(standing.window()).isEqualTo(2);
        assertThat(standing.granted()).containsExactly(1);
    }

    @Test
    void aNewWindowAllowsOneInTwentyUntilAnAnswerConfirmsIt() {
        settle(of(bucket).sees(90, 40, seconds(10)));
        pass(seconds(11));

        Standing rolled = settle(of(bucket).wants(90));

        assertThat(rolled.granted()).containsExactly(5);
        assertThat(rolled.credit()).isZero();
        Standing confirmed = settle(
                of(bucket).window(2).inFlight(4).sees(90, 89, seconds(10)).wants(3));
        assertThat(confirmed.window()).isEqualTo(2);
        assertThat(confirmed.remaining()).isEqualTo(84);
        assertThat(confirmed.granted()).containsExactly(1);
    }

    @Test
    void theAllowanceIsRenewedEachSecondWhileAnswersTellNothing() {
        settle(of(bucket).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        assertThat(granted(of(bucket).wants(90))).isEqualTo(5);

        Standing spent = settle(of(bucket).wants(90));
        assertThat(spent.granted()).containsExactly(0);
        assertThat(spent.retryIn()).isEqualTo(seconds(1));
        pass(millis(999));
        assertThat(granted(of(bucket).wants(90))).isZero();
        pass(millis(1));
        assertThat(granted(of(bucket).wants(90))).isEqualTo(5);
    }

    @Test
    void theAllowancesOfAWindowWhoseLengthIsKnownNeverExceedItsLimit() {
        Sighting seen = new Sighting(20L, 20, seconds(30), seconds(60));
        settle(of(bucket).sees(seen));
        pass(seconds(31));

        long granted = 0;
        for (int second = 0; second < 59; second++) {
            granted += granted(of(bucket).wants(90));
            pass(seconds(1));
        }

        assertThat(granted).isEqualTo(20);
    }

    @Test
    void theLengthOfAWindowIsLearnedFromTwoEnds() {
        settle(of(bucket).sees(100, 50, seconds(10)));
        pass(millis(10_200));
        settle(of(bucket).sees(100, 99, millis(9_800)));
        pass(millis(9_900));

        Standing rolled = settle(of(bucket).wants(1));

        assertThat(rolled.window()).isEqualTo(3);
        assertThat(rolled.resetIn()).isEqualTo(seconds(10));
    }

    @Test
    void anIdleWindowBetweenTwoEndsTeachesNoLength() {
        settle(of(bucket).sees(100, 50, seconds(10)));
        pass(seconds(45));
        settle(of(bucket).sees(100, 99, seconds(5)));
        pass(millis(5_100));

        assertThat(settle(of(bucket).wants(1)).resetIn()).isNull();
    }

    @Test
    void anAnswerThatRepeatsTheOldEndWithoutPermitsHoldsUntilThatEnd() {
        settle(of(bucket).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        assertThat(granted(of(bucket).wants(1))).isEqualTo(1);

        Standing early = settle(of(bucket).window(2).sees(100, 0, millis(100)).wants(1));

        assertThat(early.granted()).containsExactly(0);
        assertThat(early.remaining()).isZero();
        assertThat(early.retryIn()).isEqualTo(millis(100 + 250 + 400));
        pass(millis(749));
        assertThat(granted(of(bucket).wants(1))).isZero();
        pass(millis(1));
        assertThat(granted(of(bucket).wants(1))).isEqualTo(1);
    }

    @Test
    void anAnswerToACallFromBeforeTheRollProvesNothing() {
        settle(of(bucket).sees(100, 40, seconds(10)));
        pass(millis(10_100));

        Standing late =
                settle(of(bucket).window(2).sees(100, 0, seconds(3)).order(0).wants(1));

        assertThat(late.granted()).containsExactly(1);
        assertThat(late.credit()).isZero();
    }

    @Test
    void aProviderThatTellsItsEndsTooEarlyIsGivenMoreTimeThereafter() {
        settle(of(bucket).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        settle(of(bucket).window(2).wants(1));
        settle(of(bucket).window(2).refused(Duration.ZERO));
        pass(seconds(1));
        settle(of(bucket).window(2).sees(100, 0, seconds(10)).order(1));

        assertThat(settle(of(bucket).window(2).wants(1)).retryIn()).isEqualTo(millis(10_000 + 400));
    }

    @Test
    void anAnswerOfTheOldWindowWithPermitsDoesNotConfirmTheNewOne() {
        settle(of(bucket).sees(100, 40, seconds(10)));
        pass(millis(10_100));

        Standing late = settle(of(bucket).window(2).sees(100, 39, Duration.ZERO));

        assertThat(late.remaining()).isEqualTo(5);
        assertThat(late.credit()).isZero();
    }

    @Test
    void aProviderThatTellsNoEndIsGivenAMinute() {
        settle(of(bucket).sees(new Sighting(100L, 60, null, null)));

        Standing standing = settle(of(bucket).sees(new Sighting(100L, 70, null, null)));

        assertThat(standing.resetIn()).isEqualTo(seconds(60));
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.credit()).isZero();
        assertThat(settle(of(bucket).sees(100, 59, seconds(5))).resetIn()).isEqualTo(seconds(5));
        assertThat(settle(of(bucket)).credit()).isEqualTo(2);
    }

    @Test
    void aToldLengthStandsInForAnEnd() {
        Standing standing = settle(of(bucket).sees(new Sighting(100L, 60, null, seconds(5))));

        assertThat(standing.resetIn()).isEqualTo(seconds(5));
        assertThat(settle(of(bucket)).credit()).isPositive();
    }

    // Totals, repeats, returns

    @Test
    void whatAReplicaSpentIsATotal() {
        settle(of(bucket).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket).spent(10)).remaining()).isEqualTo(50);
        assertThat(settle(of(bucket).spent(12)).remaining()).isEqualTo(48);
        assertThat(settle("b", of(bucket).spent(8)).remaining()).isEqualTo(40);
        assertThat(settle("b", of(bucket).spent(500)).remaining()).isZero();
    }

    @Test
    void aRepeatedClaimCountsNothingTwice() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        TestClaim claim = of(bucket).spent(10).inFlight(5).waiting(2).sees(100, 55, seconds(60));

        Standing once = settle(claim);

        assertThat(settle(claim)).isEqualTo(once);
        assertThat(once.remaining()).isEqualTo(50);
    }

    @Test
    void totalsThatArriveOutOfOrderCountOnce() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        settle(of(bucket).spent(10));

        assertThat(settle(of(bucket).spent(4)).remaining()).isEqualTo(50);
        assertThat(settle(of(bucket).spent(11)).remaining()).isEqualTo(49);
    }

    @Test
    void whatAReplicaSpentIsRememberedWhileItSaysNothing() {
        settle(of(bucket).sees(100, 60, seconds(600)));
        settle(of(bucket).spent(10));
        pass(seconds(40));

        assertThat(settle(of(bucket).spent(11)).remaining()).isEqualTo(49);
    }

    @Test
    void returnedPermitsAreThereAgain() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        settle(of(bucket).wants(10));

        assertThat(settle(of(bucket).returned(4)).remaining()).isEqualTo(54);
    }

    @Test
    void permitsReturnedToAnotherWindowOrBeyondTheLimitAreNot() {
        settle(of(bucket).sees(100, 98, seconds(60)));

        assertThat(settle(of(bucket).returned(3)).remaining()).isEqualTo(98);
        assertThat(settle(of(bucket).window(7).returned(1)).remaining()).isEqualTo(98);
        assertThat(settle(of(bucket).returned(2)).remaining()).isEqualTo(100);
    }

    // Grants and credit

    @Test
    void wantsAreServedInTheirOrderUntilNothingIsLeft() {
        settle(of(bucket).sees(100, 5, seconds(60)));

        Standing standing = settle(of(bucket).wants("c", 3).wants("d", 4).wants("e", 1));

        assertThat(standing.granted()).containsExactly(3, 2, 0);
        assertThat(standing.remaining()).isZero();
        assertThat(standing.retryIn()).isEqualTo(millis(60_100));
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 5", "100, 60, 3", "1000, 1000, 50", "100, 20, 1", "100, 19, 0", "20, 20, 1", "19, 19, 0"})
    void creditIsOneInTwentyOfWhatIsLeftWhileThatIsFarFromNone(long limit, long remaining, long credit) {
        assertThat(settle(of(bucket).sees(limit, remaining, seconds(60))).credit())
                .isEqualTo(credit);
    }

    @Test
    void replicasShareTheCredit() {
        settle("b", of(bucket).inFlight(0));

        assertThat(settle(of(bucket).sees(1000, 1000, seconds(60))).credit()).isEqualTo(25);
    }

    @Test
    void noReplicaSpendsOnCreditWhereOneEachIsMoreThanTheLimitBears() {
        settle("b", of(bucket));

        assertThat(settle(of(bucket).sees(30, 30, seconds(60))).credit()).isZero();
        assertThat(settle(of(bucket).sees(40, 30, seconds(60))).credit()).isEqualTo(1);
    }

    // Refusals

    @Test
    void aRefusalThatSaysHowLongBlocksForThatLong() {
        Standing standing = settle(of(bucket).refused(seconds(7)).wants(1));

        assertThat(standing.blockedFor()).isEqualTo(seconds(7));
        assertThat(standing.granted()).containsExactly(0);
        assertThat(standing.retryIn()).isEqualTo(seconds(7));
        assertThat(standing.credit()).isZero();
        pass(millis(6_999));
        assertThat(settle("b", of(bucket).wants(1)).granted()).containsExactly(0);
        pass(millis(1));
        assertThat(settle("b", of(bucket).wants(1)).granted()).containsExactly(1);
    }

    @Test
    void anotherRefusalNeverShortensABlock() {
        settle(of(bucket).refused(seconds(7)));

        assertThat(settle(of(bucket).refused(seconds(2))).blockedFor()).isEqualTo(seconds(7));
        assertThat(settle(of(bucket).refused(Duration.ZERO)).blockedFor()).isEqualTo(seconds(7));
        assertThat(settle(of(bucket).refused(seconds(9))).blockedFor()).isEqualTo(seconds(9));
    }

    @Test
    void refusalsThatSayNothingBlockForTwiceAsLongEachTime() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Duration blocked = settle(of(bucket).refused(Duration.ZERO)).blockedFor();
            blocks.add(blocked.toMillis());
            pass(blocked);
        }

        assertThat(blocks).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
    }

    @Test
    void callsThatWereUnderWayWhenABlockBeganAreNoFurtherStrikes() {
        for (int i = 0; i < 20; i++) {
            settle(of(bucket).refused(Duration.ZERO));
        }
        pass(millis(500));

        assertThat(settle(of(bucket).refused(Duration.ZERO)).blockedFor()).isEqualTo(seconds(1));
    }

    @Test
    void anAnswerWithPermitsLeftForgivesEarlierRefusals() {
        settle(of(bucket).refused(Duration.ZERO));
        pass(millis(500));
        settle(of(bucket).sees(100, 50, seconds(60)));

        assertThat(settle(of(bucket).refused(Duration.ZERO)).blockedFor()).isEqualTo(millis(500));
    }

    @Test
    void aRefusalWithPermitsLeftForgivesNothing() {
        settle(of(bucket).refused(Duration.ZERO));
        pass(millis(500));

        Standing standing = settle(of(bucket).sees(100, 50, seconds(60)).refused(Duration.ZERO));

        assertThat(standing.blockedFor()).isEqualTo(seconds(1));
    }

    @Test
    void aMinuteWithoutRefusalsForgivesThem() {
        settle(of(bucket).refused(Duration.ZERO));
        pass(seconds(30));
        assertThat(settle(of(bucket)).credit()).isZero();
        pass(millis(30_500));

        assertThat(settle(of(bucket)).credit()).isEqualTo(Standing.UNLIMITED);
        assertThat(settle(of(bucket).refused(Duration.ZERO)).blockedFor()).isEqualTo(millis(500));
    }

    @Test
    void aBlockOutlivesTheWindow() {
        settle(of(bucket).sees(100, 50, seconds(5)).refused(seconds(20)));
        pass(seconds(6));

        Standing standing = settle(of(bucket).wants(1));

        assertThat(standing.granted()).containsExactly(0);
        assertThat(standing.blockedFor()).isEqualTo(seconds(14));
    }

    // After a hold

    @ParameterizedTest
    @ValueSource(ints = {50, 60, 500})
    void thoseWhoWaitedForABlockGoOneAfterTheOther(int waiters) {
        settle(of(bucket).refused(seconds(2)).waiting(waiters));
        pass(seconds(2));

        assertSpread(drain(waiters), waiters);
    }

    @Test
    void thoseWhoWaitedForAResetGoOneAfterTheOther() {
        settle(of(bucket).sees(1000, 0, seconds(5)).wants(50));
        pass(millis(5_100));

        assertSpread(drain(50), 50);
    }

    @Test
    void aNewWindowThatNobodyWaitedForIsOpenAtOnce() {
        settle(of(bucket).sees(1000, 900, seconds(5)));
        pass(millis(5_100));

        assertThat(granted(of(bucket).wants(40))).isEqualTo(40);
    }

    @Test
    void theWaitAfterAHoldIsShort() {
        settle(of(bucket).refused(seconds(2)));
        pass(seconds(2));

        Standing standing = settle(of(bucket).wants(5));

        assertThat(standing.granted()).containsExactly(1);
        assertThat(standing.retryIn()).isBetween(millis(10), millis(20));
        assertThat(standing.credit()).isZero();
    }

    @Test
    void withoutALimitCallsGoOneAfterTheOtherUntilTheRefusalsAreForgiven() {
        settle(of(bucket).refused(Duration.ZERO));
        pass(seconds(30));

        assertThat(granted(of(bucket).wants(50))).isEqualTo(1);
        pass(millis(100));
        assertThat(granted(of(bucket).wants(50))).isEqualTo(2);
    }

    // Fairness

    @Test
    void connectionsOfASharedBucketHaveEqualShares() {
        settle(of(shared).sees(100, 100, seconds(60)));

        Standing standing = settle(of(shared).used("a", 1).used("b", 1).wants("c", 1));

        assertThat(standing.share()).isEqualTo(33);
        assertThat(standing.overShare()).isEmpty();
    }

    @Test
    void aBucketOfOneConnectionHasNoShares() {
        settle(of(bucket).sees(100, 100, seconds(60)));

        assertThat(settle(of(bucket).used("a", 90).wants("b", 1)).share()).isZero();
    }

    @Test
    void aConnectionAtTenTimesItsShareLeavesTheOthersTheirs() {
        settle(of(shared).sees(100, 100, seconds(60)));
        for (int i = 0; i < 10; i++) {
            settle(of(shared).wants("quiet" + i, 1));
            settle(of(shared).used("quiet" + i, 1));
        }

        // Eleven active: nine each, and each of the ten others still has eight to come.
        Standing noisy = settle(of(shared).wants("noisy", 90));

        assertThat(noisy.share()).isEqualTo(9);
        assertThat(noisy.granted()).containsExactly(10);
        assertThat(noisy.overShare()).containsExactly("noisy");
        assertThat(noisy.retryIn()).isEqualTo(millis(100));
        settle(of(shared).used("noisy", 10));
        assertThat(granted(of(shared).wants("noisy", 1))).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(granted(of(shared).wants("quiet" + i, 8))).isEqualTo(8);
            settle(of(shared).used("quiet" + i, 8));
        }
    }

    @Test
    void whatOthersCanNoLongerUseInTimeIsLeftToWhoeverWantsIt() {
        settle(of(shared).sees(new Sighting(100L, 100, seconds(60), seconds(60))));
        settle(of(shared).used("quiet", 0).wants("noisy", 50));
        assertThat(granted(of(shared).used("noisy", 50).wants("noisy", 50))).isZero();
        pass(seconds(45));

        // A quarter of the window is left, and so a quarter of the quiet one's share.
        assertThat(granted(of(shared).wants("noisy", 50))).isEqualTo(37);
    }

    @Test
    void whoUsedTheLastWindowStillHasAShareOfThisOne() {
        settle(of(shared).used("a", 1).used("b", 1).sees(100, 50, seconds(5)));
        pass(seconds(6));
        settle(of(shared).window(2).sees(100, 100, seconds(5)));

        Standing second = settle(of(shared).window(2).used("a", 60));
        assertThat(second.share()).isEqualTo(50);
        assertThat(second.overShare()).containsExactly("a");

        pass(seconds(6));
        settle(of(shared).window(3).sees(100, 100, seconds(5)));
        assertThat(settle(of(shared).window(3).used("a", 1)).share()).isEqualTo(100);
    }

    @Test
    void ofVeryManyConnectionsEachKeepsItsShareWithoutBeingLookedAt() {
        settle(of(shared).sees(1200, 1200, seconds(60)));
        TestClaim all = of(shared);
        for (int i = 0; i < 600; i++) {
            all.used("c" + i, 1);
        }
        settle(all);

        assertThat(granted(of(shared).wants("c0", 5))).isEqualTo(2);
        assertThat(settle(of(shared)).share()).isEqualTo(2);
    }

    // Sliding

    @Test
    void aSlidingBucketGrantsItsLimitInAnyStretch() {
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
    void aSlidingBucketIsChargedForCredit() {
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
    void aSightingOnlyLowersASlidingBucket() {
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
    void aSlidingBucketOfALargeLimitIsNeverTooGenerous() {
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
    void thoseWhoWaitedForABurstToLeaveGoOneAfterTheOther() {
        Bucket sliding = bucket(new Sliding(100, seconds(1)));
        assertThat(granted(of(sliding).wants(100))).isEqualTo(100);
        settle(of(sliding).wants(50));
        pass(millis(1_100));

        assertThat(granted(of(sliding).wants(50))).isEqualTo(1);
    }

    // Leaky

    @Test
    void aLeakyBucketKnowsNoLimitBeforeAnAnswerTellsIt() {
        Standing standing = settle(of(bucket(new Leaky(2))).wants(500));

        assertThat(standing.granted()).containsExactly(500);
        assertThat(standing.credit()).isEqualTo(Standing.UNLIMITED);
    }

    @Test
    void aLeakyBucketFillsDropByDropUpToItsCapacity() {
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
    void anAnswerLowersALeakyBucketAtOnceAndRaisesItByHalf() {
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

    // News

    @Test
    void thoseWhoGotNothingOfTheGuessGoOneAfterTheOtherOnceItIsConfirmed() {
        settle(of(bucket).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        settle(of(bucket).wants(50));
        pass(millis(990));

        long granted = granted(of(bucket)
                .window(2)
                .waiting(45)
                .sees(100, 95, seconds(10))
                .order(5)
                .wants(45));
        for (int i = 0; i < 9; i++) {
            pass(millis(10));
            granted += granted(of(bucket).window(2).waiting(45).wants(45));
        }

        assertThat(granted).isBetween(6L, 9L);
    }

    @Test
    void tellsThoseWhoWaitElsewhereThatANewWindowIsConfirmed() {
        List<BucketNotice> notices = listen("b");
        settle(of(bucket).sees(100, 60, seconds(10)));
        awaitNotices(notices, new BucketNotice(bucket.key(), Duration.ZERO));
        notices.clear();
        pass(seconds(11));
        settle("b", of(bucket).wants(9));

        settle(of(bucket).window(2).sees(100, 99, seconds(10)));

        awaitNotices(notices, new BucketNotice(bucket.key(), Duration.ZERO));
    }

    @Test
    void tellsWhenALimitBecomesKnownAndWhenItComesNear() {
        List<BucketNotice> notices = listen("b");
        settle(of(bucket).sees(100, 60, seconds(60)));
        awaitNotices(notices, new BucketNotice(bucket.key(), Duration.ZERO));

        settle(of(bucket).sees(100, 50, seconds(60)));
        settle(of(bucket).spent(30).wants(1));
        awaitNotices(
                notices, new BucketNotice(bucket.key(), Duration.ZERO), new BucketNotice(bucket.key(), Duration.ZERO));

        settle(of(bucket).spent(31));
        settle(of(bucket).refused(seconds(3)));
        awaitNotices(
                notices,
                new BucketNotice(bucket.key(), Duration.ZERO),
                new BucketNotice(bucket.key(), Duration.ZERO),
                new BucketNotice(bucket.key(), seconds(3)));
    }

    @Test
    void tellsOfABlockToItselfAndOthersOnce() {
        List<BucketNotice> here = listen("a");
        List<BucketNotice> there = listen("b");
        settle(of(bucket).refused(seconds(3)));
        settle(of(bucket).refused(seconds(3)));
        settle(of(shared).refused(Duration.ZERO));

        BucketNotice first = new BucketNotice(bucket.key(), seconds(3));
        BucketNotice second = new BucketNotice(shared.key(), millis(500));
        awaitNotices(here, first, second);
        awaitNotices(there, first, second);
    }

    @Test
    void tellsAgainThatALimitIsNearInTheNextWindow() {
        List<BucketNotice> notices = listen("b");
        BucketNotice near = new BucketNotice(bucket.key(), Duration.ZERO);
        settle(of(bucket).sees(100, 10, seconds(5)));
        pass(seconds(6));
        settle(of(bucket).window(2).sees(100, 90, seconds(5)));
        awaitNotices(notices, near);

        settle(of(bucket).window(2).spent(85));
        awaitNotices(notices, near, near);
    }

    // Listings

    @Test
    void listsWhatLimitsSomethingAndNothingElse() {
        Bucket blocked = shared("blocked", new Fixed());
        settle(of(shared("free", new Fixed())).wants(3));
        settle(of(bucket).waiting(4).sees(100, 60, seconds(60)));
        settle("b", of(bucket).waiting(2));
        settle(of(blocked).refused(seconds(60)));

        Map<BucketKey, BucketView> views = awaitLive(2);

        BucketView limited = views.get(bucket.key());
        assertThat(limited.limit()).isEqualTo(100);
        assertThat(limited.remaining()).isEqualTo(60);
        assertThat(limited.resetAt()).isNotNull();
        assertThat(limited.blockedUntil()).isNull();
        assertThat(limited.waiting()).isEqualTo(6);
        BucketView stopped = views.get(blocked.key());
        assertThat(stopped.limit()).isNull();
        assertThat(stopped.remaining()).isNull();
        assertThat(stopped.blockedUntil()).isNotNull();
    }

    @Test
    void otherEnvironmentsAreNotListed() {
        settle(of(bucket).sees(100, 60, seconds(60)));
        awaitLive(1);

        assertThat(ledger("a").live(environment + "x").collectList().block(PATIENCE))
                .isEmpty();
    }

    // Names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{a}b",
                "a:b",
                "%7B",
                "a\nb\u0000c",
                "\"; redis.call('FLUSHALL') --",
                "ключ-鍵-🔑",
            })
    void anyNameNamesABucketOfItsOwn(String name) {
        Bucket strange = new Bucket(new BucketKey(environment, name, "c" + name, name), new Fixed());
        Bucket neighbour = new Bucket(new BucketKey(environment, name, "c" + name, name + "x"), new Fixed());
        List<BucketNotice> notices = listen("b");

        settle(of(strange).sees(100, 60, seconds(60)).used(name, 1).wants(name, 1));

        assertThat(settle("b", of(strange)).remaining()).isEqualTo(59);
        assertThat(settle(of(neighbour)).limit()).isNull();
        awaitNotices(notices, new BucketNotice(strange.key(), Duration.ZERO));
        assertThat(awaitLive(1)).containsOnlyKeys(strange.key());
    }

    @Test
    void aNameOfTenKilobytesIsANameToo() {
        String name = "long-ü".repeat(1_500);
        Bucket strange = shared(name, new Fixed());

        settle(of(strange).sees(100, 60, seconds(60)).used(name, 3));

        assertThat(settle("b", of(strange)).remaining()).isEqualTo(60);
        assertThat(awaitLive(1)).containsOnlyKeys(strange.key());
    }

    @Test
    void aSharedBucketIsAnotherThanOneOfANamelessConnection() {
        BucketKey nameless = new BucketKey(environment, "i", "", "n");
        settle(of(new Bucket(nameless, new Fixed())).sees(100, 60, seconds(60)));

        Bucket all = new Bucket(new BucketKey(environment, "i", null, "n"), new Fixed());
        assertThat(settle(of(all)).limit()).isNull();
    }

    @Test
    void knowsHowManyShareIt() {
        assertThat(ledger("a").replicas()).isPositive();
    }

    /** When each of so many waiting calls got its permit, in milliseconds, asking every ten. */
    private List<Long> drain(int waiters) {
        List<Long> times = new ArrayList<>();
        for (long time = 0; times.size() < waiters && time < 1_000; time += 10) {
            int left = waiters - times.size();
            long window = 1;
            Standing standing = settle(of(bucket).window(window).waiting(left).wants(left));
            if (standing.limit() != null) {
                // The first answer of the new window tells.
                settle(of(bucket).window(standing.window()).waiting(left).sees(1000, 900, seconds(60)));
            }
            for (int i = 0; i < standing.granted().getFirst(); i++) {
                times.add(time);
            }
            pass(millis(10));
        }
        return times;
    }

    private static void assertSpread(List<Long> times, int waiters) {
        assertThat(times).hasSize(waiters);
        for (long start : times) {
            assertThat(times.stream().filter(time -> time >= start && time < start + 100))
                    .as("from %d ms on", start)
                    .hasSizeLessThanOrEqualTo(waiters / 5);
        }
    }

    private List<BucketNotice> listen(String replica) {
        List<BucketNotice> notices = new CopyOnWriteArrayList<>();
        ledger(replica).listen(notice -> {
            if (notice.key().environment().equals(environment)) {
                notices.add(notice);
            }
        });
        return notices;
    }

    private static void awaitNotices(List<BucketNotice> notices, BucketNotice... expected) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(notices).containsExactly(expected));
    }

    /** The index may be written in the background. */
    private Map<BucketKey, BucketView> awaitLive(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> live().size() == count);
        return live();
    }

    private Map<BucketKey, BucketView> live() {
        return ledger("a").live(environment).collectMap(BucketView::key).block(PATIENCE);
    }

    private int granted(TestClaim claim) {
        return settle(claim).granted().getFirst();
    }

    private Standing settle(TestClaim claim) {
        return settle("a", claim);
    }

    private Standing settle(String replica, TestClaim claim) {
        return ledger(replica).settle(claim.claim()).block(PATIENCE);
    }

    private static TestClaim of(Bucket bucket) {
        return TestClaim.of(bucket);
    }

    private Bucket bucket(BucketShape shape) {
        return new Bucket(new BucketKey(environment, "github", "octocat", "default"), shape);
    }

    private Bucket shared(String name, BucketShape shape) {
        return new Bucket(new BucketKey(environment, "github", null, name), shape);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
