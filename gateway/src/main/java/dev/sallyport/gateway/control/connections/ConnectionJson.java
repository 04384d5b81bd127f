// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.refresh.Setback;
import dev.sallyport.gateway.control.http.WireTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection as the API shows it (reference §6.4): short in lists, in full alone. */
final class ConnectionJson {

    private static final String REFRESH_TOKEN = "refresh_token";

    private static final Pattern SECRET_NAME =
            Pattern.compile("secret|password|token|credential|private|api_?key|client_info", Pattern.CASE_INSENSITIVE);

    /** How much of a credential an answer shows. */
    enum Secrets {
        NOTHING,
        WITHOUT_REFRESH_TOKEN,
        EVERYTHING
    }

    private ConnectionJson() {}

    /**
     * @param problem why its credential was not renewed; null when all is well
     */
    static Map<String, @Nullable Object> simple(Connection connection, @Nullable Setback problem) {
        Map<String, @Nullable Object> json = start(connection, problem);
        json.put("metadata", connection.metadata());
        json.put("created", WireTime.offset(connection.createdAt()));
        return json;
    }

    /** {@code last_fetched_at} is always null: noting every use would cost each proxied call a write. */
    static Map<String, @Nullable Object> full(
            Connection connection, @Nullable Provider provider, Secrets secrets, @Nullable Setback problem) {
        Map<String, @Nullable Object> json = start(connection, problem);
        json.put("metadata", connection.metadata());
        json.put("connection_config", config(connection.connectionConfig(), provider, secrets));
        json.put("webhook_url_override", connection.webhookUrlOverride());
        json.put("created_at", WireTime.offset(connection.createdAt()));
        json.put("updated_at", WireTime.offset(connection.updatedAt()));
        json.put("last_fetched_at", null);
        json.put("credentials", credentials(connection.credential().fields(), secrets));
        return json;
    }

    private static Map<String, @Nullable Object> start(Connection connection, @Nullable Setback problem) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", connection.id());
        json.put("connection_id", connection.key().connectionId());
        json.put("provider_config_key", connection.key().integration());
        json.put("provider", connection.provider());
        json.put("errors", problem == null ? List.of() : List.of(Map.of("type", "auth", "log_id", problem.id())));
        if (problem != null) {
            json.put("refresh_failure", failure(connection, problem));
        }
        json.put("end_user", EndUserJson.write(connection.endUser()));
        json.put("tags", connection.tags());
        return json;
    }

    /** Our own; what it is good for was known to be good until it expired, or when it was stored. */
    private static Map<String, Object> failure(Connection connection, Setback problem) {
        Instant expiry = connection.credential().expiresAt();
        Instant lastGood = expiry != null && expiry.isBefore(problem.since()) ? expiry : connection.updatedAt();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", problem.kind() == Setback.Kind.REFUSED ? "broken" : "failing");
        json.put("reason", problem.reason());
        json.put("since", WireTime.offset(problem.since()));
        json.put("last_good_at", WireTime.offset(lastGood));
        json.put("next_attempt_at", WireTime.offset(problem.until()));
        return json;
    }

    /** Some providers keep secrets in the configuration: the catalogue says so, or the name of an undeclared field does. */
    private static Map<String, Object> config(
            Map<String, Object> config, @Nullable Provider provider, Secrets secrets) {
        if (secrets != Secrets.NOTHING) {
            return config;
        }
        Map<String, Object> shown = new LinkedHashMap<>(config);
        shown.keySet().removeIf(name -> isSecret(name, provider));
        return shown;
    }

    private static boolean isSecret(String name, @Nullable Provider provider) {
        FieldRule rule = provider == null ? null : provider.connectionConfig().get(name);
        return rule == null ? SECRET_NAME.matcher(name).find() : rule.secret();
    }

    private static Object credentials(Map<String, Object> fields, Secrets secrets) {
        return switch (secrets) {
            case NOTHING -> Map.of();
            case EVERYTHING -> fields;
            case WITHOUT_REFRESH_TOKEN -> strip(fields);
        };
    }

    /** At every depth: providers nest whole token answers inside {@code raw}. */
    private static Object strip(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> kept = new LinkedHashMap<>();
                map.forEach((name, held) -> {
                    if (!REFRESH_TOKEN.equals(name)) {
                        kept.put(String.valueOf(name), held == null ? null : strip(held));
                    }
                });
                yield kept;
            }
            case List<?> list -> {
                List<@Nullable Object> kept = new ArrayList<>();
                list.forEach(held -> kept.add(held == null ? null : strip(held)));
                yield kept;
            }
            default -> value;
        };
    }
}
