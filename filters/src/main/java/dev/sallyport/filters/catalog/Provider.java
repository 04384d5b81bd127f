// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.Map;

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
        ProxyRules proxy,
        Map<String, FieldRule> connectionConfig,
        Map<String, FieldRule> credentials,
        Map<String, FieldRule> integrationConfig,
        Map<String, Object> definition) {

    public Provider {
        connectionConfig = Map.copyOf(connectionConfig);
        credentials = Map.copyOf(credentials);
        integrationConfig = Map.copyOf(integrationConfig);
    }
}
