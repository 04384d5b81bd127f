// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How one window follows another before any answer of the new one is known. */
interface RollingContract extends LedgerSteps {

    // Rolling

    @Test
    default void aWindowIsOverALittleAfterItsReset() {
        settle(of(bucket()).sees(100, 0, seconds(10)));
        pass(millis(10_099));
        assertThat(settle(of(bucket()).wants(1)).granted()).containsExactly(0);
        pass(millis(1));

        Standing standing = settle(of(bucket()).wants(1));

        assertThat(standing.window()).isEqualTo(2);
        assertThat(standing.granted()).containsExactly(1);
    }

    @Test
    default void aNewWindowAllowsOneInTwentyUntilAnAnswerConfirmsIt() {
        settle(of(bucket()).sees(90, 40, seconds(10)));
        pass(seconds(11));

        Standing rolled = settle(of(bucket()).wants(90));

        assertThat(rolled.granted()).containsExactly(5);
        assertThat(rolled.credit()).isZero();
        Standing confirmed = settle(
                of(bucket()).window(2).inFlight(4).sees(90, 89, seconds(10)).wants(3));
        assertThat(confirmed.window()).isEqualTo(2);
        assertThat(confirmed.remaining()).isEqualTo(84);
        assertThat(confirmed.granted()).containsExactly(1);
    }

    @Test
    default void theAllowanceIsRenewedEachSecondWhileAnswersTellNothing() {
        settle(of(bucket()).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        assertThat(granted(of(bucket()).wants(90))).isEqualTo(5);

        Standing spent = settle(of(bucket()).wants(90));
        assertThat(spent.granted()).containsExactly(0);
        assertThat(spent.retryIn()).isEqualTo(seconds(1));
        pass(millis(999));
        assertThat(granted(of(bucket()).wants(90))).isZero();
        pass(millis(1));
        assertThat(granted(of(bucket()).wants(90))).isEqualTo(5);
    }

    @Test
    default void theAllowancesOfAWindowWhoseLengthIsKnownNeverExceedItsLimit() {
        Sighting seen = new Sighting(20L, 20, seconds(30), seconds(60));
        settle(of(bucket()).sees(seen));
        pass(seconds(31));

        long granted = 0;
        for (int second = 0; second < 59; second++) {
            granted += granted(of(bucket()).wants(90));
            pass(seconds(1));
        }

        assertThat(granted).isEqualTo(20);
    }

    @Test
    default void theLengthOfAWindowIsLearnedFromTwoEnds() {
        settle(of(bucket()).sees(100, 50, seconds(10)));
        pass(millis(10_200));
        settle(of(bucket()).sees(100, 99, millis(9_800)));
        pass(millis(9_900));

        Standing rolled = settle(of(bucket()).wants(1));

        assertThat(rolled.window()).isEqualTo(3);
        assertThat(rolled.resetIn()).isEqualTo(seconds(10));
    }

    @Test
    default void anIdleWindowBetweenTwoEndsTeachesNoLength() {
        settle(of(bucket()).sees(100, 50, seconds(10)));
        pass(seconds(45));
        settle(of(bucket()).sees(100, 99, seconds(5)));
        pass(millis(5_100));

        assertThat(settle(of(bucket()).wants(1)).resetIn()).isNull();
    }

    @Test
    default void anAnswerThatRepeatsTheOldEndWithoutPermitsHoldsUntilThatEnd() {
        settle(of(bucket()).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        assertThat(granted(of(bucket()).wants(1))).isEqualTo(1);

        Standing early = settle(of(bucket()).window(2).sees(100, 0, millis(100)).wants(1));

        assertThat(early.granted()).containsExactly(0);
        assertThat(early.remaining()).isZero();
        assertThat(early.retryIn()).isEqualTo(millis(100 + 250 + 400));
        pass(millis(749));
        assertThat(granted(of(bucket()).wants(1))).isZero();
        pass(millis(1));
        assertThat(granted(of(bucket()).wants(1))).isEqualTo(1);
    }

    @Test
    default void anAnswerToACallFromBeforeTheRollProvesNothing() {
        settle(of(bucket()).sees(100, 40, seconds(10)));
        pass(millis(10_100));

        Standing late =
                settle(of(bucket()).window(2).sees(100, 0, seconds(3)).order(0).wants(1));

        assertThat(late.granted()).containsExactly(1);
        assertThat(late.credit()).isZero();
    }

    @Test
    default void aProviderThatTellsItsEndsTooEarlyIsGivenMoreTimeThereafter() {
        settle(of(bucket()).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        settle(of(bucket()).window(2).wants(1));
        settle(of(bucket()).window(2).refused(Duration.ZERO));
        pass(seconds(1));
        settle(of(bucket()).window(2).sees(100, 0, seconds(10)).order(1));

        assertThat(settle(of(bucket()).window(2).wants(1)).retryIn()).isEqualTo(millis(10_000 + 400));
    }

    @Test
    default void anAnswerOfTheOldWindowWithPermitsDoesNotConfirmTheNewOne() {
        settle(of(bucket()).sees(100, 40, seconds(10)));
        pass(millis(10_100));

        Standing late = settle(of(bucket()).window(2).sees(100, 39, Duration.ZERO));

        assertThat(late.remaining()).isEqualTo(5);
        assertThat(late.credit()).isZero();
    }

    @Test
    default void aProviderThatTellsNoEndIsGivenAMinute() {
        settle(of(bucket()).sees(new Sighting(100L, 60, null, null)));

        Standing standing = settle(of(bucket()).sees(new Sighting(100L, 70, null, null)));

        assertThat(standing.resetIn()).isEqualTo(seconds(60));
        assertThat(standing.remaining()).isEqualTo(60);
        assertThat(standing.credit()).isZero();
        assertThat(settle(of(bucket()).sees(100, 59, seconds(5))).resetIn()).isEqualTo(seconds(5));
        assertThat(settle(of(bucket())).credit()).isEqualTo(2);
    }

    @Test
    default void aToldLengthStandsInForAnEnd() {
        Standing standing = settle(of(bucket()).sees(new Sighting(100L, 60, null, seconds(5))));

        assertThat(standing.resetIn()).isEqualTo(seconds(5));
        assertThat(settle(of(bucket())).credit()).isPositive();
    }
}
