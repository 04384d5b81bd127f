// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SecretKeyTest {

    @Test
    void hasThePrefixAndOneLengthAndIsNeverTheSame() {
        Random random = new Random(1);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String key = SecretKey.generate(random).reveal();
            assertThat(key).matches("sk_[a-z2-7]{39}");
            assertThat(SecretKey.looksValid(key)).isTrue();
            keys.add(key);
        }
        assertThat(keys).hasSize(1000);
    }

    @Test
    void everySingleWrongCharacterIsNoticed() {
        String key = SecretKey.generate(new Random(2)).reveal();
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'a' ? 'b' : 'a';
            String wrong = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(SecretKey.looksValid(wrong)).as("position %d", i).isFalse();
        }
        assertThat(SecretKey.looksValid(key.toUpperCase())).isFalse();
        assertThat(SecretKey.looksValid(key + "a")).isFalse();
        assertThat(SecretKey.looksValid(key.substring(1))).isFalse();
    }

    @Test
    void doesNotShowItselfInText() {
        assertThat(SecretKey.generate(new Random(3))).hasToString("[redacted]");
    }

    @Property
    void noOtherTextLooksValid(@ForAll String text) {
        assertThat(SecretKey.looksValid(text)).isFalse();
        assertThat(SecretKey.looksValid("sk_" + text)).isFalse();
    }
}
