// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StateTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofMinutes(10));

    private final StateTokens tokens = new StateTokens(new FixedStateSigner("key"));
    private final byte[] id = "abcdefghijklmnopqrstuvwx".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @Test
    void whatWasWrittenIsReadUntilItsEnd() {
        String state = tokens.write(id, END);

        assertThat(state).matches("[A-Za-z0-9_-]{86}");
        assertThat(tokens.read(state, NOW)).isEqualTo(StateTokens.encode(id));
        assertThat(tokens.read(state, END.minusMillis(1))).isNotNull();
        assertThat(tokens.read(state, END)).isNull();
    }

    @Test
    void aStateOfAnotherKeyIsNone() {
        String state = new StateTokens(new FixedStateSigner("other")).write(id, END);

        assertThat(tokens.read(state, NOW)).isNull();
    }

    @Test
    void noCharacterCanBeChanged() {
        String state = tokens.write(id, END);

        // The last one has four bits that mean nothing.
        for (int i = 0; i < state.length() - 1; i++) {
            String changed = state.substring(0, i) + (state.charAt(i) == 'A' ? 'B' : 'A') + state.substring(i + 1);
            assertThat(tokens.read(changed, NOW)).as("character %s", i).isNull();
        }
    }

    @Property
    void whateverStrangersWriteIsNone(@ForAll String text) {
        assertThat(tokens.read(text, NOW)).isNull();
    }
}
