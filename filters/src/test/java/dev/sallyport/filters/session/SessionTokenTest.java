// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenTest {

    @Test
    void aTokenIsThePrefixAnd64HexDigitsAndDiffersFromTheNext() {
        Random random = new Random(7);
        String token = SessionToken.generate(random).reveal();

        assertThat(token).matches("nango_connect_session_[0-9a-f]{64}");
        assertThat(SessionToken.looksValid(token)).isTrue();
        assertThat(SessionToken.generate(random).reveal()).isNotEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nango_connect_session_",
                "nango_connect_session_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
                "nango_connect_session_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
                "nango_connect_session_0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "sk_0123456789abcdef"
            })
    void whatHasAnotherFormIsNone(String text) {
        assertThat(SessionToken.looksValid(text)).isFalse();
    }
}
