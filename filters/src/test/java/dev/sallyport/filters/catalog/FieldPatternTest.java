// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FieldPatternTest {

    @Test
    void anchorsSayWhereItIsFound() {
        assertThat(FieldPattern.compile("^[a-z-]+$").matches("abc-d")).isTrue();
        assertThat(FieldPattern.compile("^[a-z-]+$").matches("abc\n")).isFalse();
        assertThat(FieldPattern.compile("^[a-z-]+$").matches("abc.d")).isFalse();
        assertThat(FieldPattern.compile("b").matches("abc")).isTrue();
        assertThat(FieldPattern.compile("^https?:\\/\\/.+$").matches("https://x"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "^(?=a)(a+)+$", "^(?!x)(a|a?)+$", "^(a+)+\\1$"})
    void catastrophicExpressionsEndSoon(String expression) {
        FieldPattern pattern = FieldPattern.compile(expression);
        long start = System.nanoTime();

        assertThat(pattern.matches("a".repeat(8_000) + "!")).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void lookAroundWorksOnOrdinaryValues() {
        FieldPattern pattern = FieldPattern.compile("^(?!https?://)[a-z.]+(?<!/)$");

        assertThat(pattern.matches("api.example.com")).isTrue();
        assertThat(pattern.matches("https://api")).isFalse();
        assertThat(FieldPattern.compile("^(?!x)[a-z]+$").matches("a\n")).isFalse();
    }

    @Test
    void aValueLongerThanAnyFieldDoesNotMatch() {
        assertThat(FieldPattern.compile(".*").matches("a".repeat(8_193))).isFalse();
    }

    @Test
    void anExpressionThatWasEscapedTwiceStillWorks() {
        FieldPattern pattern = FieldPattern.compile("^[a-z()\\\\-+=]+$");

        assertThat(pattern.matches("a-b+c")).isTrue();
        assertThat(pattern.matches("A")).isFalse();
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThatThrownBy(() -> FieldPattern.compile("(")).isInstanceOf(IllegalArgumentException.class);
    }
}
