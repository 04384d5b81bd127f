// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's token endpoint is asked and what its answer means (reference §3.8, §5.2), compiled.
 *
 * @param tokenUrl null when the provider has none; of mode {@code CUSTOM} the one for users
 * @param installationUrl where an app gets the token of an installation; null where the provider has no such apps
 * @param refreshUrl where a refresh goes; null for the token URL
 * @param tokenParams values are {@link Template}, JSON scalars, or maps and lists of them
 * @param refreshParams the same for a refresh; null where {@code tokenParams} are
 * @param assumedLife of a token whose answer names none; null when then only a 401 tells
 * @param expirationBuffer how long before its expiry a token counts as due; null for the gateway's own choice
 * @param expiresInMillis whether answers count {@code expires_in} in milliseconds instead of seconds
 * @param accessTokenPath dotted path to the token, or to the object with the token, in answers; null for the usual place
 * @param asksForCertificate whether token endpoint and API want a client certificate (mutual TLS)
 * @param login what a login of the provider's own is made of; of no meaning for other modes than {@code TWO_STEP}
 * @param jwt how a token of the connection's own is made and signed; null where the provider takes none
 */
public record TokenRules(
        @Nullable Template tokenUrl,
        @Nullable Template installationUrl,
        @Nullable Template refreshUrl,
        String method,
        BodyFormat bodyFormat,
        ClientAuthentication clientAuthentication,
        Map<String, Object> tokenParams,
        @Nullable Map<String, Object> refreshParams,
        List<NamedTemplate> headers,
        String scopeSeparator,
        @Nullable Duration assumedLife,
        @Nullable Duration expirationBuffer,
        boolean expiresInMillis,
        @Nullable String accessTokenPath,
        boolean asksForCertificate,
        LoginRules login,
        @Nullable JwtRules jwt) {

    /** Of a provider that says nothing. */
    public static final TokenRules NONE = new TokenRules(
            null,
            null,
            null,
            "POST",
            BodyFormat.FORM,
            ClientAuthentication.BODY,
            Map.of(),
            null,
            List.of(),
            " ",
            null,
            null,
            false,
            null,
            false,
            LoginRules.NONE,
            null);

    /** Where a request's parameters go. */
    public enum BodyFormat {
        FORM,
        JSON,
        QUERY,
        XML
    }

    /** How a client proves who it is. */
    public enum ClientAuthentication {
        /** {@code client_id} and {@code client_secret} among the parameters. */
        BODY,
        /** HTTP Basic, both form-encoded first (RFC 6749 §2.3.1): {@code authorization_method: header}. */
        HEADER,
        /** HTTP Basic with both as they are: {@code token_request_auth_method: basic}. */
        BASIC,
        /** {@code username} and {@code password} among the parameters. */
        CUSTOM,
        /** A signed assertion (RFC 7523). */
        PRIVATE_KEY_JWT
    }

    public TokenRules {
        tokenParams = ordered(tokenParams);
        refreshParams = refreshParams == null ? null : ordered(refreshParams);
        headers = List.copyOf(headers);
    }

    /** The first request for a token, at this URL. */
    public TokenStep stepTo(Template url) {
        return new TokenStep(url, method, bodyFormat, tokenParams, headers);
    }

    static Map<String, Object> ordered(Map<String, Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
