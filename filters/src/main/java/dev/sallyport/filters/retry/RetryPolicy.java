// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import io.netty.util.AsciiString;
import java.util.Set;

/**
 * What one call's caller, integration and provider say of retries.
 *
 * @param retries attempts after the first, at most
 * @param retryOn statuses that the caller wants repeated, whatever the method
 * @param idempotencyKey whether the request names itself, so that the provider tells a repetition
 */
record RetryPolicy(
        int retries,
        Set<Integer> retryOn,
        String method,
        boolean idempotencyKey,
        RetryRules rules,
        RateLimitRules limits) {

    private static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");

    /** RFC 9110 §9.2.2, and of the IANA registry those that providers use. */
    private static final Set<String> IDEMPOTENT =
            Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND", "REPORT", "SEARCH", "QUERY");

    RetryPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + " (expected: >= 0)");
        }
        retryOn = Set.copyOf(retryOn);
    }

    static RetryPolicy of(ProxyCall call) {
        ProxyRules rules = call.plan().rules();
        return new RetryPolicy(
                retriesOf(call),
                call.options().retryOn(),
                call.request().method().name(),
                call.callerHeaders().contains(IDEMPOTENCY_KEY),
                rules.retry(),
                rules.rateLimit());
    }

    /** The caller's number, else the integration's. */
    static int retriesOf(ProxyCall call) {
        Integer asked = call.options().retries();
        return asked == null ? call.plan().integration().gateway().retries() : asked;
    }

    /** Whether a request that may have been acted on can be sent again without harm. */
    boolean isIdempotent() {
        return idempotencyKey || IDEMPOTENT.contains(method);
    }
}
