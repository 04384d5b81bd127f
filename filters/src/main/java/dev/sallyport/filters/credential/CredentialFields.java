// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a credential back from its stored shape, the inverse of {@link Credential#fields()}. */
public final class CredentialFields {

    private static final Set<String> OF_JWT = Set.of("type", "token", "expires_at", "raw");
    private static final Set<String> OF_TWO_STEP =
            Set.of("type", "token", "refresh_token", "expires_at", "_cookies", "raw");

    private CredentialFields() {}

    /**
     * The credential of the stored {@code type} with these fields. Pure: validation with messages for a caller is the
     * control plane's.
     *
     * @throws IllegalArgumentException when a field is missing or of another JSON type, or the type is unknown; names the
     *     field, never its value
     */
    public static Credential read(String type, Map<String, Object> fields) {
        Fields in = new Fields(fields);
        return switch (type) {
            case "API_KEY" -> new ApiKeyCredential(in.secret("apiKey"));
            case "BASIC" -> new BasicCredential(in.secret("username"), in.secretOr("password", ""));
            case "NONE" -> new NoCredential();
            case "OAUTH1" ->
                new OAuth1Credential(in.secret("oauth_token"), in.secret("oauth_token_secret"), in.object("raw"));
            case "OAUTH2" ->
                new OAuth2Credential(
                        in.secret("access_token"),
                        in.optional("refresh_token"),
                        in.time("expires_at"),
                        in.object("raw"),
                        in.object("config_override"));
            case "OAUTH2_CC" ->
                new ClientCredential(
                        in.optional("token"),
                        in.secret("client_id"),
                        in.secretOr("client_secret", ""),
                        in.optional("client_certificate"),
                        in.optional("client_private_key"),
                        in.time("expires_at"),
                        in.object("raw"));
            case "TBA" ->
                new TokenBasedCredential(
                        in.secret("token_id"), in.secret("token_secret"), in.object("config_override"));
            case "SIGNATURE" ->
                new SignatureCredential(
                        in.secret("username"), in.secret("password"), in.optional("token"), in.time("expires_at"));
            case "JWT" -> new JwtCredential(in.others(OF_JWT), in.optional("token"), in.time("expires_at"));
            case "TWO_STEP" ->
                new TwoStepCredential(
                        in.others(OF_TWO_STEP),
                        in.optional("token"),
                        in.optional("refresh_token"),
                        in.time("expires_at"),
                        in.optional("_cookies"),
                        in.object("raw"));
            case "BILL" ->
                new BillCredential(
                        login(in),
                        in.optional("session_id"),
                        in.optional("user_id"),
                        in.time("expires_at"),
                        in.object("raw"));
            case "APP" ->
                new AppCredential(
                        in.optional("access_token"), in.time("expires_at"), in.optional("jwtToken"), in.object("raw"));
            case "CUSTOM" -> new CustomCredential(in.object("app"), in.object("user"), in.object("raw"));
            case "AWS_SIGV4" -> new AwsCredential(scope(in), role(in), keys(in), in.object("raw"));
            default -> throw new IllegalArgumentException("type: " + type + " (expected: a stored credential type)");
        };
    }

    private static BillCredential.Login login(Fields in) {
        return new BillCredential.Login(
                in.secret("username"), in.secret("password"), in.secret("organization_id"), in.secret("dev_key"));
    }

    private static AwsCredential.Scope scope(Fields in) {
        return new AwsCredential.Scope(in.text("region"), in.text("service"));
    }

    private static AwsCredential.@Nullable Role role(Fields in) {
        SecretText arn = in.optional("role_arn");
        return arn == null ? null : new AwsCredential.Role(arn, in.optional("external_id"));
    }

    private static AwsCredential.@Nullable Keys keys(Fields in) {
        SecretText id = in.optional("access_key_id");
        return id == null
                ? null
                : new AwsCredential.Keys(
                        id, in.secret("secret_access_key"), in.optional("session_token"), in.time("expires_at"));
    }

    /**
     * A point in time as tokens carry it: ISO-8601 text with any offset, or a number of seconds or milliseconds since the
     * epoch, told apart by range (reference §3.6: milliseconds when that denotes a year after 1971). Null stays null.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static @Nullable Instant instant(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Number number -> epoch(number.longValue());
            case String text -> parse(text);
            default -> throw new IllegalArgumentException("expires_at: not a date");
        };
    }

    private static Instant epoch(long number) {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "expires_at: before 1970 (expected: seconds or milliseconds since then)");
        }
        long firstMillisOf1972 = 63_072_000_000L;
        return number >= firstMillisOf1972 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    }

    private static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expires_at: not an ISO-8601 date with offset", e);
        }
    }

    /** The members of a stored shape. */
    private record Fields(Map<String, Object> members) {

        SecretText secret(String name) {
            SecretText value = optional(name);
            if (value == null) {
                throw new IllegalArgumentException(name + ": missing");
            }
            return value;
        }

        SecretText secretOr(String name, String fallback) {
            SecretText value = optional(name);
            return value == null ? SecretText.of(fallback) : value;
        }

        @Nullable
        SecretText optional(String name) {
            return SecretText.ofNullable(text(name));
        }

        @Nullable
        String text(String name) {
            Object value = members.get(name);
            if (value != null && !(value instanceof String)) {
                throw new IllegalArgumentException(name + ": not a string");
            }
            return (String) value;
        }

        @Nullable
        Instant time(String name) {
            return instant(members.get(name));
        }

        @SuppressWarnings("unchecked") // JSON objects have string keys
        SecretMap object(String name) {
            Object value = members.get(name);
            return switch (value) {
                case null -> SecretMap.EMPTY;
                case Map<?, ?> map -> SecretMap.of((Map<String, Object>) map);
                default -> throw new IllegalArgumentException(name + ": not an object");
            };
        }

        /** Those that have a value and are none of these: what the provider asks for. */
        SecretMap others(Set<String> known) {
            Map<String, Object> others = new LinkedHashMap<>(members);
            others.keySet().removeAll(known);
            others.values().removeIf(Objects::isNull);
            return SecretMap.of(others);
        }
    }
}
