// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The object {@code credentials} of an integration: a developer application's own secrets, by authorization mode. */
final class CredentialsJson {

    private static final Text LINE = Text.between(1, 255).oneLine();
    private static final Text SECRET = Text.between(1, 4096).oneLine();
    private static final Text SCOPES = Text.between(0, 8192).oneLine();
    private static final Text PRIVATE_KEY = Text.between(1, 16_384)
            .where(
                    text -> text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----"),
                    "invalid_format",
                    "Invalid string: must be a private key in PEM");

    /** A secret never stands in a header as it is with OAuth 1.0, and with RSA-SHA1 it is a key. */
    private static final Text SECRET_OR_KEY = Text.between(1, 16_384)
            .where(
                    text -> text.contains("-----BEGIN ") || (text.length() <= 4096 && Text.isOneLine(text)),
                    "invalid_format",
                    "Invalid string: must be one line of at most 4096 characters, or a private key in PEM");

    private static final List<Field> CLIENT = client(SECRET);
    private static final List<Field> APP = List.of(
            Field.required("app_id", LINE),
            Field.required("app_link", LINE),
            Field.required("private_key", PRIVATE_KEY));

    private static final Map<String, List<Field>> FIELDS = Map.of(
            "OAUTH1", client(SECRET_OR_KEY),
            "OAUTH2", CLIENT,
            "TBA", CLIENT,
            "APP", APP,
            "CUSTOM", Stream.concat(CLIENT.stream(), APP.stream()).toList());

    private CredentialsJson() {}

    private static List<Field> client(Text secret) {
        return List.of(
                Field.required("client_id", LINE),
                Field.required("client_secret", secret),
                Field.optional("scopes", SCOPES.orNull()),
                Field.optional("webhook_secret", SECRET.orNull()));
    }

    /** Whether an integration of this mode is of no use without them. */
    static boolean areRequired(AuthMode mode) {
        return FIELDS.containsKey(mode.name());
    }

    static void check(AuthMode mode, JsonObject json, Place place) {
        List<Field> fields = FIELDS.get(mode.storedType());
        if (fields == null) {
            place.report("custom", "Providers of mode " + mode + " take no integration credentials");
            return;
        }
        Rule type =
                Text.oneOf(Stream.of(mode.storedType(), mode.name()).distinct().toList());
        ObjectRule.of(Field.required("type", type)).with(fields).check(json.members(), place);
    }

    static IntegrationCredentials read(AuthMode mode, JsonObject json) {
        Map<String, SecretText> fields = new LinkedHashMap<>();
        json.members().keySet().stream().filter(name -> !name.equals("type")).forEach(name -> {
            String text = json.textOrNull(name);
            if (text != null) {
                fields.put(name, SecretText.of(text));
            }
        });
        return new IntegrationCredentials(mode.storedType(), fields);
    }

    /** With every field of the type, null where it has no value. */
    static @Nullable Map<String, @Nullable Object> write(@Nullable IntegrationCredentials credentials) {
        if (credentials == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", credentials.type());
        for (Field field : FIELDS.getOrDefault(credentials.type(), List.of())) {
            SecretText value = credentials.fields().get(field.name());
            json.put(field.name(), value == null ? null : value.reveal());
        }
        return json;
    }
}
