// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackQueryTest {

    @Test
    void readsWhatIsGivenOnce() {
        CallbackQuery query = CallbackQuery.of(Map.of("code", List.of("c"), "state", List.of("")));

        assertThat(query.value("code")).isEqualTo("c");
        assertThat(query.value("state")).isNull();
        assertThat(query.value("none")).isNull();
    }

    @Test
    void refusesWhatIsGivenTwice() {
        assertThatThrownBy(() -> CallbackQuery.of(Map.of("code", List.of("a", "b"))))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("2 times (expected: once)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\0", "\u0085", "\u007f"})
    void refusesControlCharacters(String value) {
        assertThatThrownBy(() -> CallbackQuery.of(Map.of("code", List.of(value))))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("one line of text")
                .hasMessageNotContaining(value);
    }

    @Test
    void showsNamesOnly() {
        assertThat(CallbackQuery.of(Map.of("code", List.of("S3CR3T")))).hasToString("[code]");
    }
}
