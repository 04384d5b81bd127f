// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PkceTest {

    /** RFC 7636 appendix B. */
    @Test
    void theChallengeIsThatOfTheRfc() {
        assertThat(Pkce.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    /** RFC 7636 §4.1: 43 to 128 unreserved characters. */
    @Test
    void verifiersAreLongEnoughUnreservedAndDifferent() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

        assertThat(Pkce.verifier(random)).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(Pkce.verifier(random));
    }
}
