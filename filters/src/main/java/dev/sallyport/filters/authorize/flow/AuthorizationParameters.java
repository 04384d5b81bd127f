// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.LinkedHashMap;
import java.util.Map;

/** The catalogue's parameters of an authorization with a connection's values in them. */
final class AuthorizationParameters {

    private AuthorizationParameters() {}

    /** In the catalogue's order. What has a variable without a value is left out. */
    static Map<String, String> render(Map<String, Object> parameters, Variables variables) {
        Map<String, String> rendered = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            String text = value instanceof Template template ? template.render(variables) : value.toString();
            if (text != null) {
                rendered.put(name, text);
            }
        });
        return rendered;
    }
}
