// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.template.Variables;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a connection (reference §2.7): {@code connectionConfig.*}, {@code metadata.*}, {@code credentials.*},
 * {@code accessToken}, the integration's {@code clientId} and {@code clientSecret}, the names of the connection itself, and
 * every credential field at top level.
 */
public final class ConnectionVariables implements Variables {

    private static final Set<String> NAMES =
            Set.of("clientId", "connection_id", "connectionId", "provider_config_key", "providerConfigKey");

    private final Integration integration;
    private final Connection connection;
    private final Variables credential;
    private final Variables config;
    private final Variables metadata;

    public ConnectionVariables(Integration integration, Connection connection) {
        this.integration = integration;
        this.connection = connection;
        this.credential = Variables.of(connection.credential().fields());
        this.config = Variables.of(connection.connectionConfig());
        this.metadata = Variables.of(connection.metadata());
    }

    @Override
    public @Nullable String lookup(String name) {
        return switch (name) {
            case "accessToken" -> connection.credential().accessToken();
            case "clientId" -> ofIntegration("client_id");
            case "clientSecret" -> ofIntegration("client_secret");
            case "connection_id", "connectionId" -> connection.key().connectionId();
            case "provider_config_key", "providerConfigKey" -> connection.key().integration();
            default -> byPrefix(name);
        };
    }

    /** Whether a template with these variables puts a secret of the connection into a request. */
    public static boolean anySecret(Set<String> variables) {
        return variables.stream().anyMatch(ConnectionVariables::isSecret);
    }

    private static boolean isSecret(String name) {
        return !NAMES.contains(name)
                && !name.startsWith("connectionConfig.")
                && !name.startsWith("connection_config.")
                && !name.startsWith("metadata.")
                && !RequestVariables.isOne(name);
    }

    private @Nullable String byPrefix(String name) {
        int dot = name.indexOf('.');
        String rest = name.substring(dot + 1);
        return switch (dot < 0 ? "" : name.substring(0, dot)) {
            case "connectionConfig", "connection_config" -> nonEmpty(config.lookup(rest));
            case "metadata" -> metadata.lookup(rest);
            case "credentials" -> credential.lookup(rest);
            default -> credential.lookup(name);
        };
    }

    private @Nullable String ofIntegration(String field) {
        IntegrationCredentials credentials = integration.credentials();
        SecretText value = credentials == null ? null : credentials.fields().get(field);
        return value == null ? null : value.reveal();
    }

    private static @Nullable String nonEmpty(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
