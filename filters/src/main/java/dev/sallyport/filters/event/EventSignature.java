// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** How a receiver can tell that a body is ours (reference §6.7). */
public final class EventSignature {

    /** A plain hash over key and body, which somebody may have extended; sent for old clients only. */
    public static final String OLD_HEADER = "X-Nango-Signature";

    public static final String HEADER = "X-Nango-Hmac-Sha256";

    private static final String PREFIX = "swk_";
    private static final int RANDOM_BYTES = 32;

    private EventSignature() {}

    /** Value of {@link #HEADER}: HMAC-SHA-256 in hex. */
    public static String hmac(SecretText key, byte[] body) {
        return HexFormat.of().formatHex(Digests.hmac("HmacSHA256", bytes(key), new String(body, UTF_8)));
    }

    /** Value of {@link #OLD_HEADER}: SHA-256 of key and body in hex. */
    public static String hash(SecretText key, byte[] body) {
        byte[] prefix = bytes(key);
        byte[] message = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(body, 0, message, prefix.length, body.length);
        return Digests.sha256Hex(message);
    }

    /**
     * A new signing key.
     *
     * @param random cryptographically secure
     */
    public static SecretText generateKey(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return SecretText.of(PREFIX + HexFormat.of().formatHex(bytes));
    }

    private static byte[] bytes(SecretText key) {
        return key.reveal().getBytes(UTF_8);
    }
}
