// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import dev.sallyport.filters.credential.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The text form of an API key: {@code sk_}, 160 random bits and a checksum, in lower-case base 32 (RFC 4648). The prefix
 * lets scanners find leaked keys, the checksum lets a mistyped key be refused without asking any store.
 */
public final class SecretKey {

    private static final String PREFIX = "sk_";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int RANDOM_CHARS = 32;
    private static final int CHECK_CHARS = 7;
    private static final int LENGTH = PREFIX.length() + RANDOM_CHARS + CHECK_CHARS;

    private SecretKey() {}

    /**
     * A new key.
     *
     * @param random cryptographically secure
     */
    public static SecretText generate(RandomGenerator random) {
        StringBuilder key = new StringBuilder(LENGTH).append(PREFIX);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return SecretText.of(key.append(checksum(key.toString())).toString());
    }

    /** Whether the text has the form of a generated key; says nothing of whether the key exists. */
    public static boolean looksValid(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return false;
        }
        int check = LENGTH - CHECK_CHARS;
        for (int i = PREFIX.length(); i < check; i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.endsWith(checksum(text.substring(0, check)));
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder(CHECK_CHARS);
        for (int shift = 5 * (CHECK_CHARS - 1); shift >= 0; shift -= 5) {
            check.append(ALPHABET.charAt((int) (crc.getValue() >> shift) & 31));
        }
        return check.toString();
    }
}
