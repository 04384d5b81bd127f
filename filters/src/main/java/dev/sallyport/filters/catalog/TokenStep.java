// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.template.Template;
import java.util.List;
import java.util.Map;

/**
 * One request on the way to a token: where it goes and how it is put.
 *
 * @param params values are {@link Template}, JSON scalars, or maps and lists of them
 */
public record TokenStep(
        Template url, String method, BodyFormat format, Map<String, Object> params, List<NamedTemplate> headers) {

    public TokenStep {
        params = TokenRules.ordered(params);
        headers = List.copyOf(headers);
    }

    /** Whether the parameters stand behind the path instead of in a body. */
    public boolean putsIntoQuery() {
        return format == BodyFormat.QUERY || method.equals("GET");
    }
}
