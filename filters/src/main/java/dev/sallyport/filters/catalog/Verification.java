// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that test a credential (reference §3.10); the first that answers 2xx passes it.
 *
 * @param endpoints paths below the base URL, tried in turn
 * @param baseUrlOverride replaces the provider's base URL for the test
 * @param data JSON body; null for none
 */
public record Verification(
        String method,
        List<Template> endpoints,
        @Nullable Template baseUrlOverride,
        List<NamedTemplate> headers,
        @Nullable Object data) {

    public Verification {
        endpoints = List.copyOf(endpoints);
        headers = List.copyOf(headers);
    }
}
