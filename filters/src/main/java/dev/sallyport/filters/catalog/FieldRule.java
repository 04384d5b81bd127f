// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of one field of {@code connection_config}, {@code credentials} or {@code integration_config}
 * (reference §5.2).
 *
 * @param automated filled by the authorization flow, not asked of anyone
 * @param values the allowed ones; empty when any
 * @param form how it is asked of a person
 */
public record FieldRule(
        String name,
        @Nullable String title,
        @Nullable FieldPattern pattern,
        boolean optional,
        boolean automated,
        boolean secret,
        @Nullable String defaultValue,
        List<String> values,
        FieldForm form) {

    public FieldRule {
        values = List.copyOf(values);
    }

    /** Of a field that nothing is said of how it is asked. */
    public FieldRule(
            String name,
            @Nullable String title,
            @Nullable FieldPattern pattern,
            boolean optional,
            boolean automated,
            boolean secret,
            @Nullable String defaultValue,
            List<String> values) {
        this(name, title, pattern, optional, automated, secret, defaultValue, values, FieldForm.NONE);
    }

    /** Whether the value is one of those allowed and fits the pattern, where there are such. */
    public boolean allows(String value) {
        return (values.isEmpty() || values.contains(value)) && (pattern == null || pattern.matches(value));
    }

    static FieldRule read(String name, Field field) {
        var fields = field.fields();
        Field enumeration = fields.get("enum");
        Field defaultValue = fields.get("default_value");
        return new FieldRule(
                name,
                Field.textOrNull(fields.get("title")),
                pattern(fields.get("pattern")),
                Field.isSet(fields.get("optional")),
                Field.isSet(fields.get("automated")),
                Field.isSet(fields.get("secret")),
                defaultValue == null ? null : defaultValue.scalar(),
                enumeration == null
                        ? List.of()
                        : enumeration.items().stream().map(Field::scalar).toList(),
                FieldForm.read(fields));
    }

    private static @Nullable FieldPattern pattern(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        try {
            return FieldPattern.compile(field.text());
        } catch (IllegalArgumentException e) {
            throw field.unexpected("a regular expression");
        }
    }
}
