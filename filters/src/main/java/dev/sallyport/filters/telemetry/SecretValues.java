// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.credential.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values of what is stored must not be seen. Rather too many than too few: of a credential every text counts, of a token
 * answer kept in it too, unless it is known to be harmless or so short that it would occur in texts by chance.
 */
public final class SecretValues {

    /** Of a value whose name does not say that it is secret: names of users, accounts, clients. */
    private static final int SHORTEST_UNNAMED = 8;

    private static final Set<String> HARMLESS = Set.of(
            "type",
            "token_type",
            "expires_at",
            "expires_in",
            "created_at",
            "issued_at",
            "scope",
            "scopes",
            "region",
            "service");

    private SecretValues() {}

    /** Those of a credential in its stored shape, at every depth. A list of the caller's own. */
    public static List<SecretText> ofCredential(Map<String, ?> fields) {
        List<SecretText> values = new ArrayList<>();
        fields.forEach((name, value) -> collect(name, value, values));
        return values;
    }

    /**
     * Those of a configuration: what the catalogue calls secret, and of what it does not know what has the name of a secret. A list
     * of the caller's own.
     */
    public static List<SecretText> ofConfig(Map<String, ?> config, Map<String, FieldRule> rules) {
        List<SecretText> values = new ArrayList<>();
        config.forEach((name, value) -> {
            FieldRule rule = rules.get(name);
            if (rule == null ? SecretNames.contain(name) : rule.secret()) {
                collect(name, value, values);
            }
        });
        return values;
    }

    private static void collect(String name, @Nullable Object value, List<SecretText> values) {
        switch (value) {
            case String text -> add(name, SecretText.of(text), values);
            case SecretText secret -> add(name, secret, values);
            case Map<?, ?> members -> members.forEach((inner, each) -> collect(String.valueOf(inner), each, values));
            case Iterable<?> elements -> elements.forEach(each -> collect(name, each, values));
            case null, default -> {}
        }
    }

    private static void add(String name, SecretText value, List<SecretText> values) {
        boolean counts = SecretNames.contain(name) || value.reveal().length() >= SHORTEST_UNNAMED;
        if (counts && !HARMLESS.contains(name)) {
            values.add(value);
        }
    }
}
