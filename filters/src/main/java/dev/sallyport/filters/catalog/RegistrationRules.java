// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client comes to be known to a provider (reference §5.2).
 *
 * @param isDynamic whether each connection registers one (RFC 7591), instead of the integration's
 * @param url where; null where the provider's own metadata say
 * @param params added to the registration; values as in {@link TokenRules#tokenParams()}
 */
public record RegistrationRules(boolean isDynamic, @Nullable Template url, Map<String, Object> params) {

    public static final RegistrationRules NONE = new RegistrationRules(false, null, Map.of());

    public RegistrationRules {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
