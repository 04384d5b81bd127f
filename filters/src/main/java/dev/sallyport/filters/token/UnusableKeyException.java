// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.refresh.TokenOutcome;

/** A private key that nothing can be signed with. */
final class UnusableKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String REASON = "unusable_signing_key";

    /**
     * @param cause never quotes the key
     */
    UnusableKeyException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }

    /** The key is the connection's own: only another one helps. */
    TokenOutcome refusal() {
        return new TokenOutcome.Refused(REASON);
    }

    /** The key is the integration's, and put right without anybody authorizing anew. */
    TokenOutcome failure() {
        return new TokenOutcome.Failing(REASON, null);
    }
}
