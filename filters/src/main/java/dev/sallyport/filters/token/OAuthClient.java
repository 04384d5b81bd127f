// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client that a connection's tokens were issued to.
 *
 * @param isOwn whether it is the connection's alone, so that its end is the end of the connection's grant
 */
record OAuthClient(ClientPair pair, ClientAuthentication method, boolean isOwn) {

    private static final String ID = "client_id";
    private static final String SECRET = "client_secret";

    /** The connection's own client where it has one, by its credential or by registration, else the integration's. */
    static OAuthClient of(
            Integration integration, Provider provider, Connection connection, OAuth2Credential credential) {
        ClientAuthentication usual = provider.tokens().clientAuthentication();
        ClientPair override = pair(credential.configOverride().reveal());
        if (override != null) {
            return new OAuthClient(override, usual, false);
        }
        AuthMode mode = provider.authMode();
        if (mode == AuthMode.MCP_OAUTH2 || mode == AuthMode.MCP_OAUTH2_GENERIC) {
            Registration registration = Registration.of(connection);
            ClientPair registered = registration.client();
            if (registered != null) {
                return new OAuthClient(registered, registration.method(usual), true);
            }
        }
        return new OAuthClient(ofIntegration(integration), usual, false);
    }

    static @Nullable ClientPair pair(Map<?, ?> object) {
        return object.get(ID) instanceof String id && !id.isEmpty()
                ? new ClientPair(id, object.get(SECRET) instanceof String secret ? secret : "")
                : null;
    }

    private static ClientPair ofIntegration(Integration integration) {
        IntegrationCredentials shared = integration.credentials();
        return shared == null ? new ClientPair("", "") : new ClientPair(text(shared, ID), text(shared, SECRET));
    }

    private static String text(IntegrationCredentials credentials, String field) {
        SecretText value = credentials.fields().get(field);
        return value == null ? "" : value.reveal();
    }
}
