// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.filters.crypto.Digests;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Proof that who redeems a code is who asked for it (RFC 7636). */
final class Pkce {

    static final String METHOD = "S256";

    /** As RFC 7636 §4.1 recommends; 43 characters. */
    private static final int VERIFIER_BYTES = 32;

    private Pkce() {}

    static String verifier(RandomGenerator random) {
        byte[] bytes = new byte[VERIFIER_BYTES];
        random.nextBytes(bytes);
        return encode(bytes);
    }

    static String challenge(String verifier) {
        return encode(Digests.sha256(verifier.getBytes(US_ASCII)));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
