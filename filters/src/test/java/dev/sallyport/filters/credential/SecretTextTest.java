// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class SecretTextTest {

    @Property
    void isTheSameTextOnlyWhenRevealed(@ForAll @StringLength(min = 1) String text) {
        SecretText secret = SecretText.of("<" + text + ">");

        assertThat(secret.reveal()).isEqualTo("<" + text + ">");
        assertThat(secret.toString()).isEqualTo("[redacted]");
    }

    @Property
    void equalsByContent(@ForAll String one) {
        assertThat(SecretText.of(one)).isEqualTo(SecretText.of(one)).hasSameHashCodeAs(SecretText.of(one));
        assertThat(SecretText.of(one).equals(SecretText.of(one + "x"))).isFalse();
        assertThat(SecretText.of(one).equals(one)).isFalse();
        assertThat(SecretText.of(one).isEmpty()).isEqualTo(one.isEmpty());
    }
}
