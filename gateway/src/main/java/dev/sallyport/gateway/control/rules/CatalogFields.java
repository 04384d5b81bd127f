// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import dev.sallyport.filters.catalog.FieldPattern;
import dev.sallyport.filters.catalog.FieldRule;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what the catalogue says of a provider's fields into rules. */
public final class CatalogFields {

    private static final int LONGEST = 8192;

    private CatalogFields() {}

    /** One field per rule; required unless optional, filled by a flow, given a default, or asked only with another's value. */
    public static List<Field> of(Collection<FieldRule> rules) {
        return rules.stream()
                .map(rule -> new Field(rule.name(), text(rule), isRequired(rule)))
                .toList();
    }

    /** The same rules where nothing has to be there yet. */
    public static List<Field> allOptional(Collection<FieldRule> rules) {
        return rules.stream()
                .map(rule -> Field.optional(rule.name(), text(rule)))
                .toList();
    }

    /** What is given, with the catalogue's defaults where it is silent. Members without a rule are kept as they are. */
    public static Map<String, Object> withDefaults(Collection<FieldRule> rules, Map<String, Object> given) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (FieldRule rule : rules) {
            if (rule.defaultValue() != null) {
                all.put(rule.name(), rule.defaultValue());
            }
        }
        all.putAll(given);
        return all;
    }

    private static boolean isRequired(FieldRule rule) {
        return !rule.optional()
                && !rule.automated()
                && rule.defaultValue() == null
                && rule.form().visibleWhen() == null;
    }

    private static Rule text(FieldRule rule) {
        boolean mayBeEmpty = !isRequired(rule);
        Text text = Text.between(mayBeEmpty ? 0 : 1, LONGEST);
        FieldPattern pattern = rule.pattern();
        if (pattern != null) {
            text = text.where(
                    value -> (mayBeEmpty && value.isEmpty()) || pattern.matches(value),
                    "invalid_format",
                    "Invalid string: must match pattern /" + pattern.expression() + "/");
        }
        if (!rule.values().isEmpty()) {
            text = text.where(
                    rule.values()::contains,
                    "invalid_value",
                    "Invalid option: expected one of " + String.join(", ", rule.values()));
        }
        return text;
    }
}
