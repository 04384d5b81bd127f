// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash functions that templates and signatures use. */
public final class Digests {

    private Digests() {}

    public static byte[] sha256(byte[] message) {
        return hash("SHA-256", message);
    }

    /** In lower case. */
    public static String sha256Hex(byte[] message) {
        return HexFormat.of().formatHex(sha256(message));
    }

    /** For protocols that ask for it; it no longer resists collisions. */
    public static byte[] sha1(byte[] message) {
        return hash("SHA-1", message);
    }

    /**
     * @param algorithm such as {@code HmacSHA256}
     * @param key not empty
     */
    public static byte[] hmac(String algorithm, byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is in every JDK", e);
        }
    }

    private static byte[] hash(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is in every JDK", e);
        }
    }
}
