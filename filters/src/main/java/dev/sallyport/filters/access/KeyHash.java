// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of an API key in lower-case hex: what is stored and looked up in place of the key. A fast hash is enough because
 * keys carry 160 random bits, and looking up by hash leaks no timing of the key's text.
 */
public record KeyHash(String hex) {

    public static KeyHash of(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new KeyHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
