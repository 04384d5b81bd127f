// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.refresh.Subject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authorization asks for. */
final class Scope {

    /** Of a connection's configuration: scopes instead of the integration's, separated by commas. */
    private static final String OVERRIDE = "oauth_scopes_override";

    private Scope() {}

    /** The connection's own, else the integration's, else the provider's; empty for none. Joined as the provider likes it. */
    static String of(Subject subject) {
        Provider provider = subject.provider();
        List<String> scopes = split(subject.connection().connectionConfig().get(OVERRIDE));
        if (scopes.isEmpty()) {
            scopes = split(ofIntegration(subject));
        }
        if (scopes.isEmpty()) {
            scopes = provider.authorization().defaultScopes();
        }
        return String.join(provider.tokens().scopeSeparator(), scopes);
    }

    private static String ofIntegration(Subject subject) {
        IntegrationCredentials credentials = subject.integration().credentials();
        SecretText scopes = credentials == null ? null : credentials.fields().get("scopes");
        return scopes == null ? "" : scopes.reveal();
    }

    private static List<String> split(@Nullable Object scopes) {
        return scopes instanceof String text
                ? Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(scope -> !scope.isEmpty())
                        .toList()
                : List.of();
    }
}
