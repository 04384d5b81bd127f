// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the credentials of an import may hold besides the fields that the provider asks for (reference §3.1, §6.4).
 *
 * @param storedType what they are stored as
 * @param alternatives sets of fields of which one has to be there: what the gateway can obtain may be left out
 */
record CredentialShape(String storedType, List<Field> fields, Alternatives alternatives) {

    private static final Text PASSWORD = Text.between(0, 4096).oneLine();
    private static final Text TOKEN = Text.between(1, 16_384).printable();
    private static final Text CLIENT = Text.between(1, 4096).printable();
    private static final Text LINE = Text.between(1, 1024).oneLine();
    private static final Text PEM = Text.between(1, 32_768)
            .where(text -> text.contains("-----BEGIN "), "invalid_format", "Invalid string: must be PEM");
    private static final Text PEM_OR_JWK = Text.between(1, 32_768)
            .where(
                    text -> text.contains("-----BEGIN ") || text.strip().startsWith("{"),
                    "invalid_format",
                    "Invalid string: must be a key in PEM, or a JSON Web Key");
    private static final Text REGION = Text.between(1, 64).matching(Pattern.compile("^[a-z0-9-]+$"));
    private static final Text SERVICE = Text.between(1, 64).matching(Pattern.compile("^[a-z0-9][a-z0-9.-]*$"));
    private static final Rule CLIENT_PAIR =
            ObjectRule.of(Field.optional("client_id", CLIENT), Field.optional("client_secret", CLIENT));
    private static final Rule ANSWER = Values.anyObject().and(Values.oneLineThroughout());

    private static final Field RAW = optional("raw", Values.anyObject());
    private static final Field EXPIRES_AT = optional("expires_at", date());
    private static final Field OWN_CLIENT = optional("config_override", CLIENT_PAIR);
    private static final List<Field> INSTALLATION =
            List.of(Field.optional("app_id", LINE), Field.optional("installation_id", LINE));
    private static final List<String> INSTALLED = List.of("app_id", "installation_id");

    /**
     * @param type as the import names it; of the mode CUSTOM it tells which of its two shapes is meant
     */
    static CredentialShape of(AuthMode mode, Object type) {
        return switch (mode) {
            case NONE -> shape("NONE");
            case API_KEY ->
                shape("API_KEY", Field.required("apiKey", Text.between(1, 1024).printable()));
            case BASIC, INSTALL_PLUGIN ->
                shape(
                        "BASIC",
                        Field.required("username", Text.between(0, 1024).oneLine()),
                        optional("password", PASSWORD));
            case OAUTH1 ->
                shape("OAUTH1", Field.required("oauth_token", TOKEN), Field.required("oauth_token_secret", TOKEN));
            case OAUTH2, MCP_OAUTH2, MCP_OAUTH2_GENERIC ->
                shape(
                        "OAUTH2",
                        Field.required("access_token", TOKEN),
                        optional("refresh_token", TOKEN),
                        EXPIRES_AT,
                        OWN_CLIENT);
            case OAUTH2_CC -> clientCredentials();
            case TBA ->
                shape("TBA", Field.required("token_id", TOKEN), Field.required("token_secret", TOKEN), OWN_CLIENT);
            case JWT -> shape("JWT", optional("token", TOKEN), EXPIRES_AT);
            case TWO_STEP ->
                shape(
                        "TWO_STEP",
                        optional("token", TOKEN),
                        optional("refresh_token", TOKEN),
                        optional("_cookies", TOKEN),
                        EXPIRES_AT);
            case SIGNATURE ->
                shape(
                        "SIGNATURE",
                        Field.required("username", LINE),
                        Field.required("password", PASSWORD),
                        optional("token", TOKEN),
                        EXPIRES_AT);
            case BILL -> bill();
            case APP -> app();
            case CUSTOM -> type.equals("APP") ? app() : custom();
            case AWS_SIGV4 -> aws();
        };
    }

    private static CredentialShape clientCredentials() {
        return shape(
                        "OAUTH2_CC",
                        optional("token", TOKEN),
                        Field.required("client_id", CLIENT),
                        optional("client_secret", CLIENT),
                        optional("client_certificate", PEM),
                        optional("client_private_key", PEM_OR_JWK),
                        EXPIRES_AT)
                .needing(Alternatives.of(List.of("client_secret"), List.of("client_private_key")));
    }

    private static CredentialShape bill() {
        return shape(
                "BILL",
                Field.required("username", LINE),
                Field.required("password", PASSWORD),
                Field.required("organization_id", LINE),
                Field.required("dev_key", LINE),
                optional("session_id", TOKEN),
                optional("user_id", LINE),
                EXPIRES_AT);
    }

    private static CredentialShape app() {
        return shape("APP", optional("access_token", TOKEN), optional("jwtToken", TOKEN), EXPIRES_AT)
                .with(INSTALLATION)
                .needing(Alternatives.of(List.of("access_token"), INSTALLED));
    }

    private static CredentialShape custom() {
        return shape("CUSTOM", optional("app", ANSWER), optional("user", ANSWER))
                .with(INSTALLATION)
                .needing(Alternatives.of(List.of("app"), INSTALLED));
    }

    private static CredentialShape aws() {
        return shape(
                        "AWS_SIGV4",
                        optional("role_arn", LINE),
                        optional("external_id", LINE),
                        optional("region", REGION),
                        optional("service", SERVICE),
                        optional("access_key_id", CLIENT),
                        optional("secret_access_key", CLIENT),
                        optional("session_token", TOKEN),
                        EXPIRES_AT)
                .needing(Alternatives.of(List.of("access_key_id", "secret_access_key"), List.of("role_arn")));
    }

    private static CredentialShape shape(String storedType, Field... fields) {
        return new CredentialShape(storedType, List.of(fields), Alternatives.NONE).with(List.of(RAW));
    }

    private CredentialShape with(List<Field> more) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(more);
        return new CredentialShape(storedType, List.copyOf(all), alternatives);
    }

    private CredentialShape needing(Alternatives sets) {
        return new CredentialShape(storedType, fields, sets);
    }

    private static Field optional(String name, Rule rule) {
        return Field.optional(name, rule.orNull());
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
