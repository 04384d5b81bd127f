// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayMarkTest {

    private final ReplayMark mark = new ReplayMark(new Random(1));

    @Test
    void whatItMarkedItKnowsAgain() {
        assertThat(mark.verified(mark.headerValue("1700000000000-7"))).isEqualTo("1700000000000-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1700000000000-7", "0000000000000000000000000000000000000000000000000000000000000000-7", "é"
            })
    void whatSomebodyMadeUpItDoesNot(String forged) {
        assertThat(mark.verified(forged)).isNull();
    }

    @Test
    void neitherWhatAnotherProcessMarkedNorAMarkOfNothing() {
        assertThat(new ReplayMark(new Random(2)).verified(mark.headerValue("1-1")))
                .isNull();
        assertThat(mark.verified(mark.headerValue(""))).isNull();
    }
}
