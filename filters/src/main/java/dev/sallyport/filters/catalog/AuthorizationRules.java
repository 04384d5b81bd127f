// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How somebody's browser is sent to a provider to authorize, and what it brings back (reference §5.2), compiled.
 *
 * @param url where the browser goes; null when the provider has none for its mode
 * @param params added to the URL; values are {@link Template}, or JSON values that are written as text
 * @param defaultScopes asked for where the integration names none
 * @param pkce whether the provider takes a code challenge (RFC 7636)
 * @param fragment goes between the URL and its query, behind a number sign; null for none
 * @param rawVariables names of variables that are put into the URL as they are, not percent-encoded
 * @param skipsEmpty whether parameters without a value are left out
 * @param replacements texts of the finished URL and what they become, each once
 * @param codeParameter what the provider calls the code when it sends the browser back
 * @param tokenMetadata dotted paths in the token answer that are kept in the connection's configuration, under the same name
 * @param redirectMetadata parameters of the way back that are kept there too
 * @param requestUrl where OAuth 1.0a asks for its temporary token; null for other modes
 * @param requestParams sent with that
 * @param registration how the client comes to be known
 */
public record AuthorizationRules(
        @Nullable Template url,
        Map<String, Object> params,
        List<String> defaultScopes,
        boolean pkce,
        @Nullable String fragment,
        Set<String> rawVariables,
        boolean skipsEmpty,
        Map<String, String> replacements,
        String codeParameter,
        List<String> tokenMetadata,
        List<String> redirectMetadata,
        @Nullable Template requestUrl,
        Map<String, Object> requestParams,
        RegistrationRules registration) {

    /** Of a provider that nobody's browser authorizes. */
    public static final AuthorizationRules NONE = new AuthorizationRules(
            null,
            Map.of(),
            List.of(),
            true,
            null,
            Set.of(),
            false,
            Map.of(),
            "code",
            List.of(),
            List.of(),
            null,
            Map.of(),
            RegistrationRules.NONE);

    public AuthorizationRules {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        defaultScopes = List.copyOf(defaultScopes);
        rawVariables = Set.copyOf(rawVariables);
        replacements = Collections.unmodifiableMap(new LinkedHashMap<>(replacements));
        tokenMetadata = List.copyOf(tokenMetadata);
        redirectMetadata = List.copyOf(redirectMetadata);
        requestParams = Collections.unmodifiableMap(new LinkedHashMap<>(requestParams));
    }
}
