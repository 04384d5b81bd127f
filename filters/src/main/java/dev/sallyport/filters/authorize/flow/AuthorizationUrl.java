// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.crypto.PercentEncoding;
import dev.sallyport.filters.egress.CatalogTarget;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the address of a provider's authorization page. Parameters keep their order; a later value replaces an earlier one. */
final class AuthorizationUrl {

    private final CatalogTarget target;
    private final AuthorizationRules rules;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    AuthorizationUrl(CatalogTarget target, AuthorizationRules rules) {
        this.target = target;
        this.rules = rules;
    }

    AuthorizationUrl with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    AuthorizationUrl withAll(Map<String, ?> values) {
        values.forEach((name, value) -> parameters.put(name, value.toString()));
        return this;
    }

    /** In visible ASCII throughout, so that it fits a header. */
    String build() {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (!value.isEmpty() || !rules.skipsEmpty()) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(PercentEncoding.encode(name))
                        .append('=')
                        .append(PercentEncoding.encode(value));
            }
        });
        String address = target.origin() + target.target();
        String url = rules.fragment() == null
                ? address + (target.target().indexOf('?') < 0 ? '?' : '&') + query
                : address + '#' + PercentEncoding.encode(rules.fragment(), "/!?=&:;,@") + '?' + query;
        return replaced(url);
    }

    /** Each text where it first stands. */
    private String replaced(String url) {
        String result = url;
        for (Map.Entry<String, String> replacement : rules.replacements().entrySet()) {
            int at = result.indexOf(replacement.getKey());
            if (at >= 0) {
                result = result.substring(0, at)
                        + replacement.getValue()
                        + result.substring(at + replacement.getKey().length());
            }
        }
        return result;
    }
}
