// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.template.Variables;
import java.util.Map;
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
    private final Map<String, Object> credential;

    public ConnectionVariables(Integration integration, Connection connection) {
        this.integration = integration;
        this.connection = connection;
        this.credential = connection.credential().fields();
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
    static boolean anySecret(Set<String> variables) {
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
        if (dot < 0) {
            return text(credential.get(name));
        }
        String rest = name.substring(dot + 1);
        return switch (name.substring(0, dot)) {
            case "connectionConfig", "connection_config" -> nonEmpty(find(connection.connectionConfig(), rest));
            case "metadata" -> text(find(connection.metadata(), rest));
            case "credentials" -> text(find(credential, rest));
            default -> text(find(credential, name));
        };
    }

    /** Nested by dots, else a flat member literally of that name. */
    private static @Nullable Object find(Map<?, ?> object, String path) {
        Object flat = object.get(path);
        if (flat != null) {
            return flat;
        }
        int dot = path.indexOf('.');
        if (dot > 0 && object.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
            return find(inner, path.substring(dot + 1));
        }
        return null;
    }

    private @Nullable String ofIntegration(String field) {
        IntegrationCredentials credentials = integration.credentials();
        SecretText value = credentials == null ? null : credentials.fields().get(field);
        return value == null ? null : value.reveal();
    }

    private static @Nullable String nonEmpty(@Nullable Object value) {
        String text = text(value);
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case String string -> string;
            case Number number -> number.toString();
            case null, default -> null;
        };
    }
}
