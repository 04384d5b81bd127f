// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token answer says of the account, as far as the catalogue keeps it. The provider itself has written it. */
public final class AnswerFacts {

    private static final int LONGEST = 2_048;

    private AnswerFacts() {}

    /**
     * By the names that connections' configurations have for them. What does not fit the field's rule is left out.
     *
     * @param answer JSON values
     */
    public static Map<String, Object> of(Provider provider, Map<?, ?> answer) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String path : provider.authorization().tokenMetadata()) {
            Object value = at(answer, path);
            if (value instanceof String || value instanceof Number) {
                String text = value.toString();
                if (isFit(provider.connectionConfig().get(path), text)) {
                    facts.put(path, text);
                }
            }
        }
        return facts;
    }

    /** Whether a configuration may have this value, which nobody typed. */
    public static boolean isFit(@Nullable FieldRule rule, String value) {
        return value.length() <= LONGEST
                && value.chars().noneMatch(Character::isISOControl)
                && (rule == null || rule.allows(value));
    }

    private static @Nullable Object at(Map<?, ?> object, String path) {
        Object value = object;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> inner ? inner.get(name) : null;
        }
        return value;
    }
}
