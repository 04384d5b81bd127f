// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import java.time.Instant;
import java.util.Map;

/** Things to store. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private Samples() {}

    public static ConnectionKey key(String connectionId) {
        return new ConnectionKey("dev", "github", connectionId);
    }

    public static Connection connection(String connectionId, String secret) {
        return connection(key(connectionId), secret);
    }

    public static Connection connection(ConnectionKey key, String secret) {
        return new Connection(
                0,
                key,
                "github",
                new ApiKeyCredential(SecretText.of(secret)),
                Map.of("token", secret),
                Map.of("note", secret),
                null,
                Map.of(),
                null,
                0,
                NOW,
                NOW);
    }

    public static Integration integration(String uniqueKey, String secret) {
        return new Integration(
                "dev",
                uniqueKey,
                "github",
                null,
                new IntegrationCredentials("OAUTH2", Map.of("client_secret", SecretText.of(secret))),
                false,
                Map.of("config", secret),
                Map.of("custom", secret),
                GatewayOptions.DEFAULTS,
                0,
                NOW,
                NOW);
    }

    public static ApiKey apiKey(String id) {
        return new ApiKey(id, id, "dev", Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, NOW);
    }

    /** What {@link #connection} put into the credential. */
    public static String secretOf(Connection connection) {
        return ((ApiKeyCredential) connection.credential()).apiKey().reveal();
    }
}
