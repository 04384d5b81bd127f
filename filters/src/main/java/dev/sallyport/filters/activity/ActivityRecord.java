// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One proxied call, whole. Nothing in it is secret: whoever makes one masks what he does not know to be harmless.
 *
 * @param query of the caller's request, masked; empty when there was none
 * @param requestHeaders the caller's; values that may not be shown are masked
 * @param responseHeaders the upstream's last answer; empty when there was none
 * @param requestBytes body bytes sent to the upstream by the last attempt
 * @param responseBytes body bytes relayed to the caller
 * @param failure null when the call succeeded
 */
public record ActivityRecord(
        ActivitySummary summary,
        String query,
        List<Header> requestHeaders,
        List<Header> responseHeaders,
        long requestBytes,
        long responseBytes,
        ActivityTimings timings,
        List<ActivityStep> steps,
        @Nullable Failure failure) {

    /** @param name in lower case */
    public record Header(String name, String value) {}

    /**
     * Why it failed.
     *
     * @param message the gateway's own words; empty when the upstream answered
     * @param details what the gateway's error says beside code and message, such as {@code reason} and {@code phase}
     * @param excerpt the beginning of the upstream's body, masked; null when there was none, or none that can be read
     */
    public record Failure(
            String message,
            Map<String, String> details,
            @Nullable String excerpt) {}
}
