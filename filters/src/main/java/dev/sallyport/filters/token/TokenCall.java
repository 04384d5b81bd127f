// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.template.Template;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.function.Function;

/**
 * One token request as its grant sees it.
 *
 * @param parameters JSON values
 * @param headers those of the grant's own, {@code Authorization} where the client proves itself by it
 * @param toCredential makes the next credential of an answer
 */
record TokenCall(
        Template url,
        Map<String, Object> parameters,
        HttpHeaders headers,
        TokenAnswerReader reader,
        Function<TokenAnswer.Tokens, Credential> toCredential) {}
