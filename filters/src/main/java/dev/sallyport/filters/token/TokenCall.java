// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.signing.RequestSigner;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One token request as its grant sees it.
 *
 * @param variables what the templates of URL and headers name
 * @param parameters JSON values, in the place of the step's
 * @param headers those of the grant's own, {@code Authorization} where the client proves itself by it
 */
record TokenCall(
        TokenStep step,
        Variables variables,
        Map<String, Object> parameters,
        HttpHeaders headers,
        @Nullable RequestSigner signer,
        @Nullable ClientIdentity identity) {

    /** What an answer comes to. */
    @FunctionalInterface
    interface Meaning {

        /**
         * @param asked when the request went out, which is the earliest that a token's life can begin
         */
        TokenOutcome of(Answered answer, Instant asked);
    }

    static TokenCall of(TokenStep step, Variables variables, Map<String, Object> parameters, HttpHeaders headers) {
        return new TokenCall(step, variables, parameters, headers, null, null);
    }

    static TokenCall of(TokenStep step, Variables variables, Map<String, Object> parameters) {
        return of(step, variables, parameters, noHeaders());
    }

    static HttpHeaders noHeaders() {
        return DefaultHttpHeadersFactory.headersFactory().newHeaders();
    }

    TokenCall signedBy(RequestSigner newSigner) {
        return new TokenCall(step, variables, parameters, headers, newSigner, identity);
    }

    TokenCall shownBy(@Nullable ClientIdentity newIdentity) {
        return new TokenCall(step, variables, parameters, headers, signer, newIdentity);
    }

    @Override
    public String toString() {
        return "TokenCall[" + step.method() + ' ' + step.url() + "]";
    }
}
