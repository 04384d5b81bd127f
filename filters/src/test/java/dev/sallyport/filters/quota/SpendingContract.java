// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is charged, what is granted, and what a replica may spend without asking. */
interface SpendingContract extends LedgerSteps {

    // Totals, repeats, returns

    @Test
    default void whatAReplicaSpentIsATotal() {
        settle(of(bucket()).sees(100, 60, seconds(60)));

        assertThat(settle(of(bucket()).spent(10)).remaining()).isEqualTo(50);
        assertThat(settle(of(bucket()).spent(12)).remaining()).isEqualTo(48);
        assertThat(settle("b", of(bucket()).spent(8)).remaining()).isEqualTo(40);
        assertThat(settle("b", of(bucket()).spent(500)).remaining()).isZero();
    }

    @Test
    default void aRepeatedClaimCountsNothingTwice() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        TestClaim claim = of(bucket()).spent(10).inFlight(5).waiting(2).sees(100, 55, seconds(60));

        Standing once = settle(claim);

        assertThat(settle(claim)).isEqualTo(once);
        assertThat(once.remaining()).isEqualTo(50);
    }

    @Test
    default void totalsThatArriveOutOfOrderCountOnce() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        settle(of(bucket()).spent(10));

        assertThat(settle(of(bucket()).spent(4)).remaining()).isEqualTo(50);
        assertThat(settle(of(bucket()).spent(11)).remaining()).isEqualTo(49);
    }

    @Test
    default void whatAReplicaSpentIsRememberedWhileItSaysNothing() {
        settle(of(bucket()).sees(100, 60, seconds(600)));
        settle(of(bucket()).spent(10));
        pass(seconds(40));

        assertThat(settle(of(bucket()).spent(11)).remaining()).isEqualTo(49);
    }

    @Test
    default void returnedPermitsAreThereAgain() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        settle(of(bucket()).wants(10));

        assertThat(settle(of(bucket()).returned(4)).remaining()).isEqualTo(54);
    }

    @Test
    default void permitsReturnedToAnotherWindowOrBeyondTheLimitAreNot() {
        settle(of(bucket()).sees(100, 98, seconds(60)));

        assertThat(settle(of(bucket()).returned(3)).remaining()).isEqualTo(98);
        assertThat(settle(of(bucket()).window(7).returned(1)).remaining()).isEqualTo(98);
        assertThat(settle(of(bucket()).returned(2)).remaining()).isEqualTo(100);
    }

    // Grants and credit

    @Test
    default void wantsAreServedInTheirOrderUntilNothingIsLeft() {
        settle(of(bucket()).sees(100, 5, seconds(60)));

        Standing standing = settle(of(bucket()).wants("c", 3).wants("d", 4).wants("e", 1));

        assertThat(standing.granted()).containsExactly(3, 2, 0);
        assertThat(standing.remaining()).isZero();
        assertThat(standing.retryIn()).isEqualTo(millis(60_100));
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 5", "100, 60, 3", "1000, 1000, 50", "100, 20, 1", "100, 19, 0", "20, 20, 1", "19, 19, 0"})
    default void creditIsOneInTwentyOfWhatIsLeftWhileThatIsFarFromNone(long limit, long remaining, long credit) {
        assertThat(settle(of(bucket()).sees(limit, remaining, seconds(60))).credit())
                .isEqualTo(credit);
    }

    @Test
    default void replicasShareTheCredit() {
        settle("b", of(bucket()).inFlight(0));

        assertThat(settle(of(bucket()).sees(1000, 1000, seconds(60))).credit()).isEqualTo(25);
    }

    @Test
    default void noReplicaSpendsOnCreditWhereOneEachIsMoreThanTheLimitBears() {
        settle("b", of(bucket()));

        assertThat(settle(of(bucket()).sees(30, 30, seconds(60))).credit()).isZero();
        assertThat(settle(of(bucket()).sees(40, 30, seconds(60))).credit()).isEqualTo(1);
    }
}
