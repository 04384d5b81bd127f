// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a template's variables get their values. */
@FunctionalInterface
public interface Variables {

    /**
     * @param name as written between the braces, such as {@code connectionConfig.subdomain}
     * @return its value; null when there is none. Booleans and objects count as none (reference §2.6)
     */
    @Nullable
    String lookup(String name);

    /** Values of nested maps by dotted name; a key that holds the dots itself comes second (reference §2.6). */
    static Variables of(Map<String, ?> values) {
        return name -> {
            String nested = text(nested(values, name));
            return nested == null ? text(values.get(name)) : nested;
        };
    }

    private static @Nullable Object nested(Map<?, ?> values, String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return values.get(name);
        }
        return values.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? nested(inner, name.substring(dot + 1))
                : null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Double number when !Double.isFinite(number) -> null;
            // 1.0 and 1 are one number in JSON.
            case Double number ->
                new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
            case Number number -> number.toString();
            case null, default -> null;
        };
    }
}
