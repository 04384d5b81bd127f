// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A secret string. Its text only leaves by {@link #reveal()}; {@code toString} redacts, equality takes constant time. */
public final class SecretText {

    private final String text;

    private SecretText(String text) {
        this.text = text;
    }

    public static SecretText of(String text) {
        return new SecretText(text);
    }

    public static @Nullable SecretText ofNullable(@Nullable String text) {
        return text == null ? null : new SecretText(text);
    }

    /** What {@link #reveal()} says of a secret; null where there is none. */
    static @Nullable String revealed(@Nullable SecretText secret) {
        return secret == null ? null : secret.text;
    }

    /** The secret itself, for putting it into a request or sealing it. */
    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretText that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "[redacted]";
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
