// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.call.UpstreamRequest;

/**
 * Signs a connection's requests. A request is signed when it is sent: every attempt and every hop anew, after all its other
 * headers are final.
 */
public interface RequestSigner {

    /** Whether the signature covers the body of this request, should it have one: then it must be held before. */
    boolean readsBody(UpstreamRequest request);

    /** Sets the headers that make up the signature, in place of any that bear their names. */
    void sign(UpstreamRequest request);
}
