// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import java.util.Locale;
import java.util.Set;

/** Headers whose values may be logged. Whatever is not named here may carry a secret, so it may not. */
final class LoggableHeaders {

    private static final Set<String> NAMES = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "accept-ranges",
            "age",
            "allow",
            "cache-control",
            "connection-id",
            "content-encoding",
            "content-language",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "decompress",
            "etag",
            "expires",
            "last-modified",
            "provider-config-key",
            "range",
            "request-id",
            "retries",
            "retry-after",
            "retry-on",
            "server",
            "transfer-encoding",
            "user-agent",
            "vary",
            "x-request-id");

    private static final String[] PREFIXES = {"ratelimit", "x-ratelimit-", "x-rate-limit-", "sallyport-"};

    private LoggableHeaders() {}

    static boolean contain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (NAMES.contains(lower)) {
            return true;
        }
        for (String prefix : PREFIXES) {
            if (lower.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
