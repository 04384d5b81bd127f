// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.error.GatewayException;
import org.jspecify.annotations.Nullable;

/**
 * How a connection signs, worked out once, or why it cannot. What is missing may not matter to a call that brings its own
 * credential, so the reason waits until a signature is asked for.
 */
public final class SigningPlan {

    /** Of credentials that travel with the request. */
    public static final SigningPlan NONE = new SigningPlan(null, null);

    private final @Nullable RequestSigner signer;
    private final @Nullable GatewayException failure;

    private SigningPlan(@Nullable RequestSigner signer, @Nullable GatewayException failure) {
        this.signer = signer;
        this.failure = failure;
    }

    static SigningPlan by(RequestSigner signer) {
        return new SigningPlan(signer, null);
    }

    static SigningPlan impossible(GatewayException reason) {
        return new SigningPlan(null, reason);
    }

    /**
     * Null when nothing is signed.
     *
     * @throws GatewayException {@code missing_connection_config} when the connection or its integration lacks what signatures
     *     need
     */
    public @Nullable RequestSigner signer() {
        if (failure != null) {
            throw failure;
        }
        return signer;
    }
}
