// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The request headers that steer the proxy and never reach a provider; names in lower case. */
enum ControlHeader {
    PROVIDER_CONFIG_KEY("provider-config-key"),
    CONNECTION_ID("connection-id"),
    RETRIES("retries"),
    BASE_URL_OVERRIDE("base-url-override"),
    DECOMPRESS("decompress"),
    RETRY_ON("retry-on"),
    FORWARD_HEADERS_ON_REDIRECT("forward-headers-on-redirect"),
    ACTIVITY_LOG_ID("nango-activity-log-id"),
    IS_SYNC("nango-is-sync"),
    IS_DRY_RUN("nango-is-dry-run"),
    TIMEOUT("sallyport-timeout"),
    MAX_WAIT("sallyport-max-wait"),
    PRIORITY("sallyport-priority");

    @SuppressWarnings("ImmutableEnumChecker") // an AsciiString that nobody writes to
    private final AsciiString wireName;

    ControlHeader(String wireName) {
        this.wireName = AsciiString.cached(wireName);
    }

    AsciiString wireName() {
        return wireName;
    }

    static Set<String> names() {
        return Arrays.stream(values())
                .map(header -> header.wireName.toString())
                .collect(Collectors.toUnmodifiableSet());
    }
}
