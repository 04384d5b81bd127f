// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
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
        if (pair(credential.configOverride().reveal()) != null) {
            return new OAuthClient(pairOf(integration, credential.configOverride()), usual, false);
        }
        if (isOfMcp(provider)) {
            Registration registration = Registration.of(connection);
            ClientPair registered = registration.client();
            if (registered != null) {
                return new OAuthClient(registered, registration.method(usual), true);
            }
        }
        return new OAuthClient(pairOf(integration, SecretMap.EMPTY), usual, false);
    }

    /** Whether its connections may have clients that were registered for them. */
    static boolean isOfMcp(Provider provider) {
        return provider.authMode() == AuthMode.MCP_OAUTH2 || provider.authMode() == AuthMode.MCP_OAUTH2_GENERIC;
    }

    /** The client of a connection that was not registered for it. */
    static ClientPair pairOf(Integration integration, SecretMap override) {
        ClientPair own = pair(override.reveal());
        IntegrationCredentials shared = integration.credentials();
        if (own != null) {
            return own;
        }
        return shared == null ? new ClientPair("", "") : new ClientPair(text(shared, ID), text(shared, SECRET));
    }

    static @Nullable ClientPair pair(Map<?, ?> object) {
        return object.get(ID) instanceof String id && !id.isEmpty()
                ? new ClientPair(id, object.get(SECRET) instanceof String secret ? secret : "")
                : null;
    }

    private static String text(IntegrationCredentials credentials, String field) {
        SecretText value = credentials.fields().get(field);
        return value == null ? "" : value.reveal();
    }
}
