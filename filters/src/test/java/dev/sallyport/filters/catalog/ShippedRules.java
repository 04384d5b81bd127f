// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.Reading;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The shipped catalogue, and what its rules of limits make of an answer. */
final class ShippedRules {

    static final Catalog CATALOG = CatalogLoader.load(List.of());
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private ShippedRules() {}

    static Reading read(String provider, String path, int status, @Nullable String lines, @Nullable String body) {
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return rules(provider).read(call("GET", path), status, headers(lines), bytes, NOW);
    }

    static RateLimitRules rules(String provider) {
        return Objects.requireNonNull(CATALOG.find(provider)).proxy().rateLimit();
    }

    static CallFacts call(String method, String path) {
        return new CallFacts("dev", "acme", "alice", method, path, new DefaultHttpHeaders());
    }

    /** Headers as lines, separated by bars. */
    static HttpHeaders headers(@Nullable String lines) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("content-type", "application/json");
        for (String line : lines == null || lines.isEmpty() ? new String[0] : lines.split(" \\| ")) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }
}
