// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hex: the name in keys of what may have any name, or a secret one. */
public final class Digest {

    private Digest() {}

    public static String of(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Bytes.of(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
