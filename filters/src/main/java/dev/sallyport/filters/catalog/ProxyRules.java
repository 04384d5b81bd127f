// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.template.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's {@code proxy} section says of its requests (reference §5.1), compiled.
 *
 * @param baseUrl null when the provider has none and every call must bring its own
 * @param headers in the catalogue's order
 * @param query set-semantics (reference §2.4), in the catalogue's order
 * @param body values are {@link Template} or a nested map of the same shape; empty when nothing is injected
 * @param allowedHosts hosts a base URL override may name besides the provider's own; lower case
 */
public record ProxyRules(
        @Nullable Template baseUrl,
        List<NamedTemplate> headers,
        List<NamedTemplate> query,
        Map<String, Object> body,
        boolean decompress,
        boolean forwardHeadersOnRedirect,
        List<String> allowedHosts,
        @Nullable Verification verification,
        RetryRules retry,
        RateLimitRules rateLimit) {

    /** Of a provider without a {@code proxy} section. */
    public static final ProxyRules NONE = new ProxyRules(
            null,
            List.of(),
            List.of(),
            Map.of(),
            false,
            false,
            List.of(),
            null,
            RetryRules.NONE,
            RateLimitRules.GENERIC);

    public ProxyRules {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
        body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
        allowedHosts = List.copyOf(allowedHosts);
    }
}
