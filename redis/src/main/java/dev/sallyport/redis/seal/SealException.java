// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

/**
 * A sealed value does not open: damaged, moved here from another row, or sealed under a key that is not configured. Says the same
 * whatever the reason, so it is no oracle.
 */
public final class SealException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String keyId;

    /** @param keyId as the value's header names it, for the log; {@code unreadable} when it names none */
    SealException(String keyId) {
        super("sealed value does not open", null, false, true);
        this.keyId = keyId;
    }

    /** Id of the key it claims to be sealed under; says nothing about the key itself. */
    public String keyId() {
        return keyId;
    }
}
