// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.SignatureV4;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Signs a connection's requests. A request is signed when it is sent: every attempt and every hop anew, after all its other
 * headers are final.
 */
public interface RequestSigner {

    /**
     * By AWS's scheme with these keys.
     *
     * @param sessionToken goes with keys of an assumed role; null for lasting ones
     */
    static RequestSigner ofAws(SignatureV4 signature, @Nullable SecretText sessionToken, Clock clock) {
        return new AwsSigner(new AwsIdentity(signature, sessionToken), clock);
    }

    /** Whether the signature covers the body of this request, should it have one: then it must be held before. */
    boolean readsBody(UpstreamRequest request);

    /** Sets the headers that make up the signature, in place of any that bear their names. */
    void sign(UpstreamRequest request);
}
