// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CreditTest {

    private static final long NOW = Long.MAX_VALUE - 5;

    private final Credit credit = new Credit(3, 1, 40, NOW + 10, NOW + 20, Set.of("noisy"));

    @Test
    void givesSoManyPermitsInOrder() {
        assertThat(credit.take()).isEqualTo(41);
        assertThat(credit.take()).isEqualTo(42);
        assertThat(credit.isHalfGone()).isTrue();
        assertThat(credit.take()).isEqualTo(43);
        assertThat(credit.take()).isZero();
        assertThat(credit.taken()).isEqualTo(3);
    }

    @Test
    void closedItGivesNoneAndRemembersWhatWasTaken() {
        credit.take();

        credit.close();
        credit.close();

        assertThat(credit.take()).isZero();
        assertThat(credit.taken()).isEqualTo(1);
        assertThat(credit.isFor("c", NOW)).isFalse();
    }

    @Test
    void isForEveryoneBelowTheirShareUntilItEnds() {
        assertThat(credit.isFor("c", NOW)).isTrue();
        assertThat(credit.isFor("noisy", NOW)).isFalse();
        assertThat(credit.isFor("c", NOW + 19)).isTrue();
        assertThat(credit.isFor("c", NOW + 20)).isFalse();
        assertThat(credit.isFresh(NOW + 9)).isTrue();
        assertThat(credit.isFresh(NOW + 10)).isFalse();
    }
}
