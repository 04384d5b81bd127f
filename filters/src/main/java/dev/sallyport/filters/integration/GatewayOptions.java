// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import java.time.Duration;
import java.util.List;

/**
 * The gateway's own options of an integration, the object {@code gateway} of the control plane.
 *
 * @param allowedHosts hosts a base URL override or redirect may name besides the provider's own; lower case
 * @param allowHttp whether plain http is allowed upstream
 * @param allowCredentialOverride whether a caller's header may replace the credential header
 * @param retries default number of retries, 0 to 10
 * @param maxWait longest quota wait
 * @param forwardTraceContext whether W3C trace context and baggage reach the provider
 * @param forwardSetCookie whether the provider's {@code Set-Cookie} reaches the caller
 */
public record GatewayOptions(
        List<String> allowedHosts,
        boolean allowHttp,
        boolean allowCredentialOverride,
        int retries,
        Duration maxWait,
        boolean forwardTraceContext,
        boolean forwardSetCookie) {

    public static final GatewayOptions DEFAULTS =
            new GatewayOptions(List.of(), false, false, 0, Duration.ofSeconds(10), false, false);

    public GatewayOptions {
        allowedHosts = List.copyOf(allowedHosts);
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries: " + retries + " (expected: 0 to 10)");
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: >= 0)");
        }
    }
}
