// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.connection.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to an MCP server found out and registered when it was authorized, kept in its configuration as JSON objects
 * or their text: {@code oauth_metadata} of the authorization server (RFC 8414), {@code oauth_client_info} as it was registered
 * (RFC 7591), and {@code oauth_resource_url} (RFC 8707).
 */
record Registration(
        Map<?, ?> metadata, Map<?, ?> clientInfo, @Nullable String resource) {

    static Registration of(Connection connection) {
        Map<String, Object> config = connection.connectionConfig();
        return new Registration(
                object(config.get("oauth_metadata")),
                object(config.get("oauth_client_info")),
                text(config.get("oauth_resource_url")));
    }

    /** Null where none was found. */
    @Nullable
    String tokenEndpoint() {
        return text(metadata.get("token_endpoint"));
    }

    /** Null where none was registered. */
    @Nullable
    ClientPair client() {
        return OAuthClient.pair(clientInfo);
    }

    /**
     * As it was registered, else as the server takes it.
     *
     * @param usual where neither says
     */
    ClientAuthentication method(ClientAuthentication usual) {
        String registered = text(clientInfo.get("token_endpoint_auth_method"));
        if (registered != null) {
            return registered.equals("client_secret_basic") ? ClientAuthentication.HEADER : ClientAuthentication.BODY;
        }
        boolean hasSecret = text(clientInfo.get("client_secret")) != null;
        return hasSecret
                        && metadata.get("token_endpoint_auth_methods_supported") instanceof List<?> methods
                        && methods.contains("client_secret_basic")
                ? ClientAuthentication.HEADER
                : hasSecret ? usual : ClientAuthentication.BODY;
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> map;
            case String text -> {
                Map<String, Object> read = AnswerBody.json(text.getBytes(UTF_8));
                yield read == null ? Map.of() : read;
            }
            case null, default -> Map.of();
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    @Override
    public String toString() {
        return "Registration[redacted]";
    }
}
