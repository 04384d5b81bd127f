// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue's parameters with a connection's values in them. */
final class TokenParameters {

    private TokenParameters() {}

    /** JSON values in the catalogue's order, for a caller to add to. What has a variable without a value is left out. */
    static Map<String, Object> render(Map<?, ?> templates, Variables variables) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        templates.forEach((name, template) -> {
            Object value = value(template, variables);
            if (value != null) {
                rendered.put((String) name, value);
            }
        });
        return rendered;
    }

    private static @Nullable Object value(@Nullable Object template, Variables variables) {
        return switch (template) {
            case Template text -> text.render(variables);
            case Map<?, ?> map -> render(map, variables);
            case List<?> list -> list(list, variables);
            case null -> null;
            default -> template;
        };
    }

    private static List<Object> list(List<?> templates, Variables variables) {
        List<Object> rendered = new ArrayList<>();
        for (Object template : templates) {
            Object value = value(template, variables);
            if (value != null) {
                rendered.add(value);
            }
        }
        return rendered;
    }
}
