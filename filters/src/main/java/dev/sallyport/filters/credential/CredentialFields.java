// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a credential back from its stored shape, the inverse of {@link Credential#fields()}. */
public final class CredentialFields {

    private CredentialFields() {}

    /**
     * The credential of the stored {@code type} with these fields. Pure: validation with messages for a caller is the
     * control plane's.
     *
     * @throws IllegalArgumentException when a field is missing or of another JSON type, or the type is unknown; names the
     *     field, never its value
     */
    public static Credential read(String type, Map<String, Object> fields) {
        return switch (type) {
            case "API_KEY" -> new ApiKeyCredential(secret(fields, "apiKey"));
            case "BASIC" -> new BasicCredential(secret(fields, "username"), secretOr(fields, "password", ""));
            case "NONE" -> new NoCredential();
            case "OAUTH2" ->
                new OAuth2Credential(
                        secret(fields, "access_token"),
                        optional(fields, "refresh_token"),
                        instant(fields.get("expires_at")),
                        object(fields, "raw"),
                        object(fields, "config_override"));
            case "OAUTH2_CC" ->
                new ClientCredential(
                        secret(fields, "token"),
                        secret(fields, "client_id"),
                        secret(fields, "client_secret"),
                        optional(fields, "client_certificate"),
                        optional(fields, "client_private_key"),
                        instant(fields.get("expires_at")),
                        object(fields, "raw"));
            default -> throw new IllegalArgumentException("type: " + type + " (expected: a stored credential type)");
        };
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

    private static SecretText secret(Map<String, Object> fields, String name) {
        SecretText value = optional(fields, name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return value;
    }

    private static SecretText secretOr(Map<String, Object> fields, String name, String fallback) {
        SecretText value = optional(fields, name);
        return value == null ? SecretText.of(fallback) : value;
    }

    private static @Nullable SecretText optional(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(name + ": not a string");
        }
        return SecretText.ofNullable((String) value);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static SecretMap object(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        return switch (value) {
            case null -> SecretMap.EMPTY;
            case Map<?, ?> map -> SecretMap.of((Map<String, Object>) map);
            default -> throw new IllegalArgumentException(name + ": not an object");
        };
    }
}
