// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import dev.sallyport.filters.credential.SecretText;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The text form of a connect session's token: a prefix that scanners for leaks know, and 256 random bits in hex. */
public final class SessionToken {

    public static final String PREFIX = "nango_connect_session_";

    private static final int RANDOM_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{" + 2 * RANDOM_BYTES + "}");

    private SessionToken() {}

    /**
     * A new token.
     *
     * @param random cryptographically secure
     */
    public static SecretText generate(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return SecretText.of(PREFIX + HexFormat.of().formatHex(bytes));
    }

    /** Whether it has the form of a token, so that what has not is never looked for. */
    public static boolean looksValid(String text) {
        return FORM.matcher(text).matches();
    }
}
