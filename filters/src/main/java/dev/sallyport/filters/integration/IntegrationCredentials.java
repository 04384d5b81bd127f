// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import dev.sallyport.filters.credential.SecretText;
import java.util.Map;

/**
 * The developer application's own credentials at the provider, by wire name of the field.
 *
 * @param type {@code OAUTH1}, {@code OAUTH2}, {@code TBA}, {@code APP} or {@code CUSTOM}
 * @param fields such as {@code client_id}, {@code client_secret}, {@code scopes}, {@code private_key}; all treated as
 *     secret, because nothing but the API may show them
 */
public record IntegrationCredentials(String type, Map<String, SecretText> fields) {

    public IntegrationCredentials {
        fields = Map.copyOf(fields);
    }
}
