// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_PARAMETERS;

import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connection's configuration, put together of what was decided beforehand and what the user typed. */
final class UserFields {

    private static final int LONGEST = 8_192;

    private UserFields() {}

    /**
     * @param stored of the connection that is authorized again; empty for a new one
     * @param typed by the user: fields of the provider's that no flow fills, one line each
     * @param given by whoever made the session; goes before what is typed
     */
    static Map<String, Object> merge(
            Provider provider, Map<String, Object> stored, Map<String, String> typed, Map<String, Object> given) {
        Map<String, Object> config = new LinkedHashMap<>();
        for (FieldRule rule : provider.connectionConfig().values()) {
            if (rule.defaultValue() != null) {
                config.put(rule.name(), rule.defaultValue());
            }
        }
        config.putAll(stored);
        typed.forEach((name, value) -> {
            if (!value.isEmpty()) {
                config.put(name, checked(provider, name, value));
            }
        });
        config.putAll(given);
        requireAll(provider, config);
        return config;
    }

    private static String checked(Provider provider, String name, String value) {
        FieldRule rule = provider.connectionConfig().get(name);
        if (rule == null || rule.automated()) {
            throw refused(provider.displayName() + " asks for no field of that name");
        }
        boolean oneLine = value.length() <= LONGEST && value.chars().noneMatch(Character::isISOControl);
        if (!oneLine || !rule.allows(value)) {
            throw refused(titleOf(rule) + ": not acceptable (expected: " + expected(rule) + ")");
        }
        return value;
    }

    private static void requireAll(Provider provider, Map<String, Object> config) {
        for (FieldRule rule : provider.connectionConfig().values()) {
            boolean asked = !rule.optional() && !rule.automated();
            if (asked && config.getOrDefault(rule.name(), "").equals("")) {
                throw refused(titleOf(rule) + ": missing (expected: " + expected(rule) + ")");
            }
        }
    }

    private static String titleOf(FieldRule rule) {
        return rule.title() == null ? rule.name() : rule.title();
    }

    private static String expected(FieldRule rule) {
        if (!rule.values().isEmpty()) {
            return "one of " + String.join(", ", rule.values());
        }
        return rule.pattern() == null
                ? "one line of text"
                : "text that matches " + rule.pattern().expression();
    }

    private static AuthorizationException refused(String problem) {
        return new AuthorizationException(INVALID_PARAMETERS, problem + ".");
    }
}
