// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.credential.SecretText;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealKeysTest {

    @Test
    void aBareKeyAndANamedOneAreTheSameKey() {
        SealKeys bare = parse(key(1));
        SealKeys named = parse("2026:" + key(1));

        assertThat(bare.primary().id()).isEqualTo(named.primary().id());
        assertThat(bare.isRotating()).isFalse();
    }

    @Test
    void theFirstOfAListIsThePrimary() {
        SealKeys keys = parse(" new : " + key(2) + " , old:" + key(1));

        assertThat(keys.primary().label()).isEqualTo("new");
        assertThat(keys.find(parse(key(1)).primary().id())).isNotNull();
        assertThat(keys.isRotating()).isTrue();
    }

    @Test
    void neverShowsAKey() {
        assertThat(parse("a:" + key(1)).toString()).doesNotContain(key(1)).startsWith("[a (");
        assertThat(new SealSettings(SecretText.of(key(1))).toString()).doesNotContain(key(1));
    }

    @Test
    void refusesAMissingKey() {
        assertThatThrownBy(() -> SealKeys.parse(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SALLYPORT_ENCRYPTION_KEY: missing (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "not base64!",
                "a",
                ",",
                ":",
                "a:",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "//////////////////////////////////////////8=",
                "MDEyMzQ1Njc4OTAxMjM0NQ==",
                "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWJj",
                "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI=,",
                "a b:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI=",
                ":MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI=",
                "a:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI=,b:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI="
            })
    void refusesAWeakOrUnreadableKeyInOneLineWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("SALLYPORT_ENCRYPTION_KEY: ")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("MDEyMzQ1");
    }

    @Test
    void refusesOneIdForTwoKeys() {
        assertThatThrownBy(() -> parse("a:" + key(1) + ",a:" + key(2))).hasMessageContaining("id a twice");
    }

    static String key(long seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    static SealKeys parse(String text) {
        return SealKeys.parse(SecretText.of(text));
    }
}
