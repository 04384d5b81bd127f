// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a provider's definition with its path. Reads it as what it should be, else says what it is instead.
 *
 * @param path such as {@code github.proxy.base_url}
 */
record Field(String path, YamlValue value) {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,12}");

    /** A number counts as the text it was written as. */
    String text() {
        if (value instanceof YamlValue.Scalar(Place place, Object plain, String source)
                && (plain instanceof String || plain instanceof Number)) {
            return source;
        }
        throw unexpected("text");
    }

    /** Like {@link #text()}, and true and false count as well. */
    String scalar() {
        if (value instanceof YamlValue.Scalar(Place place, Object plain, String source) && plain != null) {
            return source;
        }
        throw unexpected("text");
    }

    boolean flag() {
        if (value instanceof YamlValue.Scalar(Place place, Object plain, String source)) {
            switch (source) {
                case "true" -> {
                    return true;
                }
                case "false" -> {
                    return false;
                }
                default -> {}
            }
        }
        throw unexpected("true or false");
    }

    double number() {
        if (value instanceof YamlValue.Scalar(Place place, Object plain, String source)
                && plain instanceof Number number) {
            return number.doubleValue();
        }
        throw unexpected("a number");
    }

    boolean isNumber() {
        return value instanceof YamlValue.Scalar(Place place, Object plain, String source) && plain instanceof Number;
    }

    boolean isMap() {
        return value instanceof YamlValue.Fields;
    }

    /** Not negative, and small enough to reckon with. */
    long wholeNumber() {
        if (value instanceof YamlValue.Scalar(Place place, Object plain, String source)
                && plain instanceof Number
                && WHOLE_NUMBER.matcher(source).matches()) {
            return Long.parseLong(source);
        }
        throw unexpected("a whole number");
    }

    String oneOf(List<String> allowed) {
        if (value instanceof YamlValue.Scalar scalar && allowed.contains(scalar.source())) {
            return scalar.source();
        }
        throw unexpected("one of " + String.join(", ", allowed));
    }

    List<Field> items() {
        if (!(value instanceof YamlValue.Items items)) {
            throw unexpected("a list");
        }
        List<Field> fields = new ArrayList<>();
        for (YamlValue item : items.items()) {
            fields.add(new Field(path + '[' + fields.size() + ']', item));
        }
        return fields;
    }

    /** One text, or several in a list. */
    List<String> texts() {
        return value instanceof YamlValue.Items
                ? items().stream().map(Field::text).toList()
                : List.of(text());
    }

    /** Those that are not null, in their order. */
    Map<String, Field> fields() {
        if (!(value instanceof YamlValue.Fields map)) {
            throw unexpected("a map");
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        map.fields().forEach((name, inner) -> {
            if (!(inner instanceof YamlValue.Scalar(Place place, Object plain, String source) && plain == null)) {
                fields.put(name, new Field(path + '.' + name, inner));
            }
        });
        return fields;
    }

    /** Like {@link #fields()}, of which none may have another name than these. */
    Map<String, Field> fields(List<String> known) {
        Map<String, Field> fields = fields();
        fields.forEach((name, inner) -> {
            if (!known.contains(name)) {
                throw inner.unexpected("a field among " + String.join(", ", known));
            }
        });
        return fields;
    }

    /** A list's items, or the value itself. */
    List<Field> itemsOrItself() {
        return value instanceof YamlValue.Items ? items() : List.of(this);
    }

    Template template() {
        Template template;
        try {
            template = Template.compile(text().strip());
        } catch (TemplateException e) {
            throw new CatalogException(value.place(), path + ": " + e.getMessage());
        }
        // It ends in a header or a URL, where a line break starts something new.
        if (template.writesControlCharacters()) {
            throw unexpected("text without control characters");
        }
        return template;
    }

    CatalogException unexpected(String expected) {
        return new CatalogException(value.place(), path + ": " + value.shown() + " (expected: " + expected + ')');
    }

    static @Nullable String textOrNull(@Nullable Field field) {
        return field == null ? null : field.text();
    }

    static boolean isSet(@Nullable Field field) {
        return field != null && field.flag();
    }
}
