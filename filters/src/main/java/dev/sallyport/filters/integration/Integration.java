// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment's configuration of a provider, named by {@code Provider-Config-Key}.
 *
 * @param uniqueKey its name within the environment
 * @param provider name of the provider in the catalogue
 * @param integrationConfig values of the provider's {@code integration_config} fields
 * @param custom free settings such as {@code baseUrl} or {@code keyName} (reference §2.2)
 * @param generation grows by one with every write; what compare-and-set compares. 0 before the first write
 */
public record Integration(
        String environment,
        String uniqueKey,
        String provider,
        @Nullable String displayName,
        @Nullable IntegrationCredentials credentials,
        boolean forwardWebhooks,
        Map<String, String> integrationConfig,
        Map<String, String> custom,
        GatewayOptions gateway,
        long generation,
        Instant createdAt,
        Instant updatedAt) {

    public Integration {
        integrationConfig = Map.copyOf(integrationConfig);
        custom = Map.copyOf(custom);
    }

    /** A setting of its own by whichever of the two objects it came in; {@code custom} wins. Null where there is none. */
    public @Nullable String setting(String name) {
        String value = custom.containsKey(name) ? custom.get(name) : integrationConfig.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Without the values of its settings, which may be secret. */
    @Override
    public String toString() {
        return "Integration[environment=" + environment + ", uniqueKey=" + uniqueKey + ", provider=" + provider
                + ", generation=" + generation + "]";
    }
}
