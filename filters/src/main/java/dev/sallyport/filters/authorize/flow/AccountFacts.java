// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of the account it has just authorized, as far as the catalogue keeps it. The way back lies in the hands of
 * whoever sits at the browser, so a value has to be what the catalogue says of its field.
 */
final class AccountFacts {

    private static final int LONGEST = 2_048;

    private AccountFacts() {}

    /**
     * @param answer of the token endpoint, as JSON values
     */
    static Map<String, Object> of(Provider provider, CallbackQuery query, Map<String, Object> answer) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String name : provider.authorization().redirectMetadata()) {
            put(facts, provider, name, query.value(name));
        }
        for (String path : provider.authorization().tokenMetadata()) {
            put(facts, provider, path, at(answer, path));
        }
        return facts;
    }

    private static void put(Map<String, Object> facts, Provider provider, String name, @Nullable Object value) {
        FieldRule rule = provider.connectionConfig().get(name);
        boolean usable = value instanceof String || value instanceof Number;
        String text = usable ? String.valueOf(value) : "";
        if (usable
                && text.length() <= LONGEST
                && text.chars().noneMatch(Character::isISOControl)
                && (rule == null || rule.allows(text))) {
            facts.put(name, text);
        }
    }

    private static @Nullable Object at(Map<?, ?> object, String path) {
        Object value = object;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> inner ? inner.get(name) : null;
        }
        return value;
    }
}
