// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long refusals block, and how those who waited go on after a block or a reset. */
interface RefusalContract extends LedgerSteps {

    // Refusals

    @Test
    default void aRefusalThatSaysHowLongBlocksForThatLong() {
        Standing standing = settle(of(bucket()).refused(seconds(7)).wants(1));

        assertThat(standing.blockedFor()).isEqualTo(seconds(7));
        assertThat(standing.granted()).containsExactly(0);
        assertThat(standing.retryIn()).isEqualTo(seconds(7));
        assertThat(standing.credit()).isZero();
        pass(millis(6_999));
        assertThat(settle("b", of(bucket()).wants(1)).granted()).containsExactly(0);
        pass(millis(1));
        assertThat(settle("b", of(bucket()).wants(1)).granted()).containsExactly(1);
    }

    @Test
    default void anotherRefusalNeverShortensABlock() {
        settle(of(bucket()).refused(seconds(7)));

        assertThat(settle(of(bucket()).refused(seconds(2))).blockedFor()).isEqualTo(seconds(7));
        assertThat(settle(of(bucket()).refused(Duration.ZERO)).blockedFor()).isEqualTo(seconds(7));
        assertThat(settle(of(bucket()).refused(seconds(9))).blockedFor()).isEqualTo(seconds(9));
    }

    @Test
    default void refusalsThatSayNothingBlockForTwiceAsLongEachTime() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Duration blocked = settle(of(bucket()).refused(Duration.ZERO)).blockedFor();
            blocks.add(blocked.toMillis());
            pass(blocked);
        }

        assertThat(blocks).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
    }

    @Test
    default void callsThatWereUnderWayWhenABlockBeganAreNoFurtherStrikes() {
        for (int i = 0; i < 20; i++) {
            settle(of(bucket()).refused(Duration.ZERO));
        }
        pass(millis(500));

        assertThat(settle(of(bucket()).refused(Duration.ZERO)).blockedFor()).isEqualTo(seconds(1));
    }

    @Test
    default void anAnswerWithPermitsLeftForgivesEarlierRefusals() {
        settle(of(bucket()).refused(Duration.ZERO));
        pass(millis(500));
        settle(of(bucket()).sees(100, 50, seconds(60)));

        assertThat(settle(of(bucket()).refused(Duration.ZERO)).blockedFor()).isEqualTo(millis(500));
    }

    @Test
    default void aRefusalWithPermitsLeftForgivesNothing() {
        settle(of(bucket()).refused(Duration.ZERO));
        pass(millis(500));

        Standing standing = settle(of(bucket()).sees(100, 50, seconds(60)).refused(Duration.ZERO));

        assertThat(standing.blockedFor()).isEqualTo(seconds(1));
    }

    @Test
    default void aMinuteWithoutRefusalsForgivesThem() {
        settle(of(bucket()).refused(Duration.ZERO));
        pass(seconds(30));
        assertThat(settle(of(bucket())).credit()).isZero();
        pass(millis(30_500));

        assertThat(settle(of(bucket())).credit()).isEqualTo(Standing.UNLIMITED);
        assertThat(settle(of(bucket()).refused(Duration.ZERO)).blockedFor()).isEqualTo(millis(500));
    }

    @Test
    default void aBlockOutlivesTheWindow() {
        settle(of(bucket()).sees(100, 50, seconds(5)).refused(seconds(20)));
        pass(seconds(6));

        Standing standing = settle(of(bucket()).wants(1));

        assertThat(standing.granted()).containsExactly(0);
        assertThat(standing.blockedFor()).isEqualTo(seconds(14));
    }

    // After a hold

    @ParameterizedTest
    @ValueSource(ints = {50, 60, 500})
    default void thoseWhoWaitedForABlockGoOneAfterTheOther(int waiters) {
        settle(of(bucket()).refused(seconds(2)).waiting(waiters));
        pass(seconds(2));

        assertSpread(drain(waiters), waiters);
    }

    @Test
    default void thoseWhoWaitedForAResetGoOneAfterTheOther() {
        settle(of(bucket()).sees(1000, 0, seconds(5)).wants(50));
        pass(millis(5_100));

        assertSpread(drain(50), 50);
    }

    @Test
    default void aNewWindowThatNobodyWaitedForIsOpenAtOnce() {
        settle(of(bucket()).sees(1000, 900, seconds(5)));
        pass(millis(5_100));

        assertThat(granted(of(bucket()).wants(40))).isEqualTo(40);
    }

    @Test
    default void theWaitAfterAHoldIsShort() {
        settle(of(bucket()).refused(seconds(2)));
        pass(seconds(2));

        Standing standing = settle(of(bucket()).wants(5));

        assertThat(standing.granted()).containsExactly(1);
        assertThat(standing.retryIn()).isBetween(millis(10), millis(20));
        assertThat(standing.credit()).isZero();
    }

    @Test
    default void withoutALimitCallsGoOneAfterTheOtherUntilTheRefusalsAreForgiven() {
        settle(of(bucket()).refused(Duration.ZERO));
        pass(seconds(30));

        assertThat(granted(of(bucket()).wants(50))).isEqualTo(1);
        pass(millis(100));
        assertThat(granted(of(bucket()).wants(50))).isEqualTo(2);
    }

    /** When each of so many waiting calls got its permit, in milliseconds, asking every ten. */
    private List<Long> drain(int waiters) {
        List<Long> times = new ArrayList<>();
        for (long time = 0; times.size() < waiters && time < 1_000; time += 10) {
            int left = waiters - times.size();
            long window = 1;
            Standing standing = settle(of(bucket()).window(window).waiting(left).wants(left));
            if (standing.limit() != null) {
                // The first answer of the new window tells.
                settle(of(bucket()).window(standing.window()).waiting(left).sees(1000, 900, seconds(60)));
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
}
