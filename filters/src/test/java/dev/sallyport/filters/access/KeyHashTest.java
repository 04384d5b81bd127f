// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

class KeyHashTest {

    @Test
    void isSha256InLowerCaseHex() {
        assertThat(KeyHash.of("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Property(tries = 200)
    void differentKeysHaveDifferentHashes(@ForAll @NotBlank String key) {
        assertThat(KeyHash.of(key)).isEqualTo(KeyHash.of(key)).isNotEqualTo(KeyHash.of(key + "x"));
        assertThat(KeyHash.of(key).toString()).doesNotContain("[" + key + "]");
    }
}
