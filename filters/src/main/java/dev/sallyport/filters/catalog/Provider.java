// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API in the catalogue, compiled at load.
 *
 * @param connectionConfig rules of a connection's configuration fields, by name
 * @param credentials rules of the credential's fields, by name
 * @param integrationConfig rules of an integration's configuration fields, by name
 * @param definition the resolved definition as JSON values, as {@code GET /providers} shows it
 */
public record Provider(
        String name,
        String displayName,
        AuthMode authMode,
        TokenRules tokens,
        AuthorizationRules authorization,
        ProxyRules proxy,
        Map<String, FieldRule> connectionConfig,
        Map<String, FieldRule> credentials,
        Map<String, FieldRule> integrationConfig,
        Map<String, @Nullable Object> definition) {

    private static final String PRIVATE_PREFIX = "private-api-";

    public Provider {
        connectionConfig = ordered(connectionConfig);
        credentials = ordered(credentials);
        integrationConfig = ordered(integrationConfig);
        definition = ordered(definition);
    }

    /**
     * Whether its credentials belong to the host of its base URL. False without a base URL and for the {@code private-api-*}
     * family, whose base URL is a placeholder: those may go to any public host (contract §4).
     */
    public boolean hasFixedHost() {
        return proxy.baseUrl() != null && !name.startsWith(PRIVATE_PREFIX);
    }

    private static <V extends @Nullable Object> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
