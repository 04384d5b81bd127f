// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server as its own metadata describe it (RFC 8414).
 *
 * @param metadata JSON values, as they came
 * @param resource what tokens are asked for (RFC 8707)
 * @param scopes of that resource, where it names some
 */
record AuthorizationServer(Map<String, Object> metadata, String resource, List<String> scopes) {

    static final String AUTHORIZATION_ENDPOINT = "authorization_endpoint";
    static final String TOKEN_ENDPOINT = "token_endpoint";
    static final String REGISTRATION_ENDPOINT = "registration_endpoint";

    /** Null when it does not say. */
    @Nullable
    String text(String member) {
        return metadata.get(member) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** Of a member that lists words; null when it does not say. */
    static @Nullable List<String> words(Map<String, Object> metadata, String member) {
        return metadata.get(member) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : null;
    }
}
