// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.AuthMode;
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
import dev.sallyport.gateway.control.rules.Values;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the credentials of an import may hold, by stored type (reference §6.4). */
final class CredentialRules {

    private static final Text API_KEY = Text.between(1, 1024).printable();
    private static final Text PASSWORD = Text.between(0, 4096).oneLine();
    private static final Text TOKEN = Text.between(1, 16_384).printable();
    private static final Text CLIENT = Text.between(1, 4096).printable();
    private static final Text PEM = Text.between(1, 32_768)
            .where(text -> text.contains("-----BEGIN "), "invalid_format", "Invalid string: must be PEM");
    private static final Field RAW = Field.optional("raw", Values.anyObject().orNull());
    private static final Field EXPIRES_AT = Field.optional("expires_at", date().orNull());
    private static final Rule CLIENT_PAIR =
            ObjectRule.of(Field.optional("client_id", CLIENT), Field.optional("client_secret", CLIENT));

    private static final Map<String, List<Field>> FIELDS = Map.of(
            "NONE",
            List.of(RAW),
            "API_KEY",
            List.of(Field.required("apiKey", API_KEY), RAW),
            "BASIC",
            List.of(
                    Field.required("username", Text.between(0, 1024).oneLine()),
                    Field.optional("password", PASSWORD.orNull()),
                    RAW),
            "OAUTH2",
            List.of(
                    Field.required("access_token", TOKEN),
                    Field.optional("refresh_token", TOKEN.orNull()),
                    EXPIRES_AT,
                    Field.optional("config_override", CLIENT_PAIR.orNull()),
                    RAW),
            "OAUTH2_CC",
            List.of(
                    Field.required("token", TOKEN),
                    Field.required("client_id", CLIENT),
                    Field.required("client_secret", CLIENT),
                    Field.optional("client_certificate", PEM.orNull()),
                    Field.optional("client_private_key", PEM.orNull()),
                    EXPIRES_AT,
                    RAW));

    private CredentialRules() {}

    static void check(Provider provider, JsonObject credentials, Place place) {
        AuthMode mode = provider.authMode();
        List<Field> fields = FIELDS.get(mode.storedType());
        if (fields == null) {
            place.at("type")
                    .report(
                            "custom",
                            "This release cannot store credentials of mode " + mode + " (expected: one of "
                                    + String.join(", ", new TreeSet<>(FIELDS.keySet())) + ")");
            return;
        }
        Rule type =
                Text.oneOf(Stream.of(mode.name(), mode.storedType()).distinct().toList());
        ObjectRule.of(Field.required("type", type))
                .with(fields)
                .with(CatalogFields.of(provider.credentials().values()))
                .check(withDefaults(provider, credentials), place);
    }

    static Credential read(Provider provider, JsonObject credentials) {
        return CredentialFields.read(provider.authMode().storedType(), withDefaults(provider, credentials));
    }

    private static Map<String, Object> withDefaults(Provider provider, JsonObject credentials) {
        return CatalogFields.withDefaults(provider.credentials().values(), credentials.members());
    }

    private static Rule date() {
        return (value, place) -> {
            if (!isDate(value)) {
                place.report("invalid_type", "Invalid input: expected ISO-8601 date with offset, or epoch number");
            }
        };
    }

    private static boolean isDate(Object value) {
        try {
            return CredentialFields.instant(value) != null;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }
}
