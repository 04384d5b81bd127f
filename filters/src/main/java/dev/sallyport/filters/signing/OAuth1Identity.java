// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.OAuth1Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.TokenBasedCredential;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who signs by OAuth 1.0a, and how.
 *
 * @param consumerKey the application's name at the provider
 * @param token the account's; null while there is none
 * @param method made of the secrets of both
 */
record OAuth1Identity(SecretText consumerKey, @Nullable SecretText token, OAuth1Method method) {

    private static final String PURPOSE = "text, because signatures by OAuth 1.0 need it";

    /** The consumer is the integration's; the provider's {@code signature_method} is HMAC-SHA1 unless it says otherwise. */
    static OAuth1Identity of(Provider provider, Integration integration, OAuth1Credential credential) {
        return of(provider, integration, credential.token(), credential.tokenSecret());
    }

    /** @param tokenSecret empty while there is no token */
    static OAuth1Identity of(
            Provider provider, Integration integration, @Nullable SecretText token, SecretText tokenSecret) {
        SecretText key = required(ofIntegration(integration, "client_id"), "integration.client_id");
        SecretText secret = required(ofIntegration(integration, "client_secret"), "integration.client_secret");
        Object name = provider.definition().getOrDefault("signature_method", OAuth1Method.DEFAULT);
        return new OAuth1Identity(key, token, OAuth1Method.of(String.valueOf(name), secret, tokenSecret));
    }

    /** The consumer is the connection's own, in its credential or its configuration, else the integration's. */
    static OAuth1Identity of(Integration integration, Connection connection, TokenBasedCredential credential) {
        Map<String, Object> override = credential.configOverride().reveal();
        Map<String, Object> config = connection.connectionConfig();
        SecretText key = first(text(override, "client_id"), text(config, "oauth_client_id"));
        SecretText secret = first(text(override, "client_secret"), text(config, "oauth_client_secret"));
        return new OAuth1Identity(
                required(first(key, ofIntegration(integration, "client_id")), "connectionConfig.oauth_client_id"),
                credential.tokenId(),
                OAuth1Method.of(
                        "HMAC-SHA256",
                        required(
                                first(secret, ofIntegration(integration, "client_secret")),
                                "connectionConfig.oauth_client_secret"),
                        credential.tokenSecret()));
    }

    /** NetSuite's spelling of an account in signatures: {@code 123-sb1} is {@code 123_SB1}. */
    static String realm(Connection connection) {
        SecretText account = required(text(connection.connectionConfig(), "accountId"), "connectionConfig.accountId");
        return account.reveal().replaceFirst("-", "_").toUpperCase(Locale.ROOT);
    }

    private static SecretText required(@Nullable SecretText value, String variable) {
        if (value == null) {
            throw Missing.value(variable, PURPOSE);
        }
        return value;
    }

    private static @Nullable SecretText first(@Nullable SecretText one, @Nullable SecretText other) {
        return one == null ? other : one;
    }

    private static @Nullable SecretText text(Map<String, Object> values, String name) {
        return values.get(name) instanceof String text && !text.isBlank() ? SecretText.of(text) : null;
    }

    private static @Nullable SecretText ofIntegration(Integration integration, String field) {
        IntegrationCredentials credentials = integration.credentials();
        SecretText value = credentials == null ? null : credentials.fields().get(field);
        return value == null || value.isEmpty() ? null : value;
    }
}
