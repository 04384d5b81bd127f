// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a field is asked of a person (reference §5.2).
 *
 * @param prefix written before what is typed, for the eye only; {@code suffix} after it
 * @param format {@code hostname}, {@code uri}, {@code uuid} or {@code email}; null for any text
 * @param order place among the others, the lowest first
 * @param hidden never asked
 * @param visibleWhen asked only while another field has a value; null for always
 */
public record FieldForm(
        @Nullable String description,
        @Nullable String example,
        @Nullable String prefix,
        @Nullable String suffix,
        @Nullable String format,
        double order,
        boolean hidden,
        @Nullable Condition visibleWhen) {

    public static final FieldForm NONE = new FieldForm(null, null, null, null, null, 0, false, null);

    /** That another field has this value. */
    public record Condition(String field, String equals) {}

    static FieldForm read(Map<String, Field> fields) {
        Field order = fields.get("order");
        return new FieldForm(
                scalar(fields.get("description")),
                scalar(fields.get("example")),
                scalar(fields.get("prefix")),
                scalar(fields.get("suffix")),
                scalar(fields.get("format")),
                order == null ? 0 : order.number(),
                Field.isSet(fields.get("hidden")),
                condition(fields.get("visible_when")));
    }

    private static @Nullable String scalar(@Nullable Field field) {
        return field == null ? null : field.scalar();
    }

    private static @Nullable Condition condition(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        Field other = field.fields().get("field");
        Field value = field.fields().get("equals");
        if (other == null || value == null) {
            throw field.unexpected("a map of field and equals");
        }
        return new Condition(other.text(), value.scalar());
    }
}
