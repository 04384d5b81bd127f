// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import dev.sallyport.filters.credential.SecretText;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings as what they are in configuration: names and values. */
final class SettingsTree {

    private SettingsTree() {}

    /** Every setting by its name below {@code sallyport}; maps, which have no fixed names, are left out. */
    static Map<String, String> values(Record settings) {
        Map<String, String> values = new TreeMap<>();
        collect("", settings, values);
        return values;
    }

    static List<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> kebab(component.getName()))
                .toList();
    }

    static String upper(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static void collect(String prefix, Record settings, Map<String, String> values) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String name = prefix + kebab(component.getName());
            Object value = read(settings, component);
            if (value instanceof Record nested) {
                collect(name + ".", nested, values);
            } else if (!(value instanceof Map)) {
                values.put(name, text(value));
            }
        }
    }

    private static @Nullable Object read(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case SecretText secret -> secret.isEmpty() ? "none" : "given";
            case Collection<?> many -> many.stream().sorted().toList().toString();
            default -> value.toString();
        };
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
