// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.CatalogFields;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Checks and reads the credentials of an import: the shape of their mode, and what the provider asks for. */
final class CredentialRules {

    /** Which installation of an app tokens are for; kept in the configuration, where the provider's URLs look it up. */
    private static final Set<String> INSTALLATION = Set.of("app_id", "installation_id");

    /** Modes whose fields are alternatives, so that a provider can only say how its own look and not that they be there. */
    private static final Set<AuthMode> OF_ALTERNATIVES = Set.of(AuthMode.APP, AuthMode.CUSTOM, AuthMode.AWS_SIGV4);

    private CredentialRules() {}

    static void check(Provider provider, JsonObject credentials, Place place) {
        AuthMode mode = provider.authMode();
        Map<String, Object> given = withDefaults(provider, credentials);
        CredentialShape shape = shape(mode, given);
        Rule type = Text.oneOf(Stream.of(mode.name(), mode.storedType(), shape.storedType())
                .distinct()
                .toList());
        ObjectRule.of(Field.required("type", type))
                .with(shape.fields())
                .with(ownFields(provider, given))
                .and(shape.alternatives())
                .check(given, place);
    }

    static Credential read(Provider provider, JsonObject credentials) {
        Map<String, Object> given = withDefaults(provider, credentials);
        return CredentialFields.read(shape(provider.authMode(), given).storedType(), given);
    }

    /** What the credentials say that belongs into the connection's configuration. */
    static JsonObject configIn(Provider provider, JsonObject credentials) {
        boolean ofApp = provider.authMode() == AuthMode.APP || provider.authMode() == AuthMode.CUSTOM;
        return credentials.only(ofApp ? INSTALLATION : Set.of());
    }

    private static CredentialShape shape(AuthMode mode, Map<String, Object> given) {
        return CredentialShape.of(mode, String.valueOf(given.get("type")));
    }

    /** Those that only serve to obtain a token may be missing where the token is there. */
    private static List<Field> ownFields(Provider provider, Map<String, Object> given) {
        Collection<FieldRule> rules = provider.credentials().values();
        boolean obtains = provider.authMode() == AuthMode.JWT || provider.authMode() == AuthMode.TWO_STEP;
        boolean hasToken = given.get("token") != null;
        if (obtains && !hasToken && rules.isEmpty()) {
            return List.of(Field.required("token", Text.between(1, 16_384)));
        }
        boolean optional = (obtains && hasToken) || OF_ALTERNATIVES.contains(provider.authMode());
        return optional ? CatalogFields.allOptional(rules) : CatalogFields.of(rules);
    }

    private static Map<String, Object> withDefaults(Provider provider, JsonObject credentials) {
        return CatalogFields.withDefaults(provider.credentials().values(), credentials.members());
    }
}
