// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.template.Variables;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;

/**
 * Sets a provider's query parameters (reference §2.4) without touching the caller's others: their bytes stay as sent, only
 * parameters of the same name give way.
 */
final class QueryInjection {

    private QueryInjection() {}

    /**
     * @param target path and query in raw form
     * @return the same where no parameter has a value
     */
    static String apply(String target, List<NamedTemplate> parameters, Variables variables) {
        String result = target;
        for (NamedTemplate parameter : parameters) {
            String value = parameter.value().render(variables);
            if (value != null) {
                result = set(result, parameter.name(), value);
            }
        }
        return result;
    }

    private static String set(String target, String name, String value) {
        int question = target.indexOf('?');
        StringBuilder query = new StringBuilder(target.length() + name.length() + value.length() + 2);
        query.append(target, 0, question < 0 ? target.length() : question).append('?');
        int start = query.length();
        if (question >= 0) {
            appendOthers(query, target.substring(question + 1), name);
        }
        boolean separated = query.length() == start || query.charAt(query.length() - 1) == '&';
        return query.append(separated ? "" : "&")
                .append(encode(name))
                .append('=')
                .append(encode(value))
                .toString();
    }

    private static void appendOthers(StringBuilder query, String old, String name) {
        int from = 0;
        while (from < old.length()) {
            int ampersand = old.indexOf('&', from);
            int end = ampersand < 0 ? old.length() : ampersand + 1;
            if (!isNamed(old.substring(from, ampersand < 0 ? end : ampersand), name)) {
                query.append(old, from, end);
            }
            from = end;
        }
    }

    private static boolean isNamed(String pair, String name) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        if (key.equals(name)) {
            return true;
        }
        try {
            return URLDecoder.decode(key, UTF_8).equals(name);
        } catch (IllegalArgumentException e) {
            return false; // a malformed escape cannot spell the name
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
