// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Marks a call as the repetition of a recorded one. Only this process can: the mark carries a token that it made at its start and
 * tells nobody.
 */
public final class ReplayMark {

    /** Of the request; as all that begin so, it goes no further than the gateway. */
    public static final String HEADER = "Sallyport-Replay-Of";

    private static final int TOKEN_BYTES = 32;

    private final String token;

    /**
     * @param random a secure one
     */
    public ReplayMark(RandomGenerator random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        this.token = HexFormat.of().formatHex(bytes);
    }

    /** What the header is to say for the repetition of a record. */
    public String headerValue(String recordId) {
        return token + recordId;
    }

    /** The record that a header's value says is repeated; null when someone else made it up. */
    public @Nullable String verified(String headerValue) {
        int end = Math.min(token.length(), headerValue.length());
        byte[] claimed = headerValue.substring(0, end).getBytes(UTF_8);
        return MessageDigest.isEqual(claimed, token.getBytes(UTF_8)) && end < headerValue.length()
                ? headerValue.substring(end)
                : null;
    }
}
