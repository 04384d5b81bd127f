// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.signing.RequestSigner;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The request as the next attempt will send it. Filters below the retry replace it from the start for every attempt, so
 * nothing of one attempt leaks into the next.
 *
 * @param method HTTP method
 * @param target path and query in raw form, starting with a slash
 * @param headers end-to-end headers; mutable, owned by this attempt
 * @param body replaces the caller's body where a provider injects into it; null to stream the caller's own
 * @param signer signs it when it is sent; null for most, whose credential is among the headers
 * @param identity what the client shows of itself when the connection is made; null for most
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying a body for each attempt is what we avoid
public record UpstreamRequest(
        String method,
        UpstreamOrigin origin,
        String target,
        HttpHeaders headers,
        byte @Nullable [] body,
        @Nullable RequestSigner signer,
        @Nullable ClientIdentity identity) {

    /** A request that nothing signs, by a client that shows no certificate. */
    public UpstreamRequest(
            String method, UpstreamOrigin origin, String target, HttpHeaders headers, byte @Nullable [] body) {
        this(method, origin, target, headers, body, null, null);
    }

    /** Path without query, for telemetry. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public UpstreamRequest withTarget(String newTarget) {
        return new UpstreamRequest(method, origin, newTarget, headers, body, signer, identity);
    }

    public UpstreamRequest withBody(byte[] newBody) {
        return new UpstreamRequest(method, origin, target, headers, newBody, signer, identity);
    }

    public UpstreamRequest signedBy(@Nullable RequestSigner newSigner) {
        boolean stays = newSigner == null && signer == null;
        return stays ? this : new UpstreamRequest(method, origin, target, headers, body, newSigner, identity);
    }

    public UpstreamRequest shownBy(@Nullable ClientIdentity newIdentity) {
        boolean stays = newIdentity == null && identity == null;
        return stays ? this : new UpstreamRequest(method, origin, target, headers, body, signer, newIdentity);
    }

    /** The last step before it is sent, when all other headers are there. */
    public void sign() {
        if (signer != null) {
            signer.sign(this);
        }
    }

    /** Without what may be secret, which is nearly everything. */
    @Override
    public String toString() {
        return "UpstreamRequest[" + method + ' ' + origin.authority() + "]";
    }
}
