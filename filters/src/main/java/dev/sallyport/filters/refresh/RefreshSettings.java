// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When and how credentials are renewed.
 *
 * @param margin least time before its expiry that a token counts as due, where its provider names none
 * @param leaseTtl how long a replica that died keeps others from renewing the same credential
 * @param requestTimeout for a whole token request; below half the lease, so that no request outlives it
 * @param pollInterval how often a waiting replica looks, should a notice be lost
 * @param uncertainWait before the one repetition of a token request whose answer was lost
 * @param refusalGrace before a refused grant counts as broken: whoever used its refresh token first may be about to store
 *     what he got
 * @param backoff after a failed token request; doubles with each in a row, half of it random
 * @param maxBackoff what that grows to
 * @param brokenBackoff before a refused grant is tried again; doubles with each refusal
 * @param maxBrokenBackoff what that grows to, and the longest {@code Retry-After} that is heeded
 * @param unauthorizedInterval a token this young is not renewed because of a 401 if a 401 was what it was got for
 * @param maxBackground refreshes in work beyond which no more are begun ahead of expiry
 */
@ConfigurationProperties("sallyport.refresh")
public record RefreshSettings(
        @DefaultValue("60s") Duration margin,
        @DefaultValue("30s") Duration leaseTtl,
        @DefaultValue("10s") Duration requestTimeout,
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("2s") Duration uncertainWait,
        @DefaultValue("500ms") Duration refusalGrace,
        @DefaultValue("1s") Duration backoff,
        @DefaultValue("60s") Duration maxBackoff,
        @DefaultValue("60s") Duration brokenBackoff,
        @DefaultValue("15m") Duration maxBrokenBackoff,
        @DefaultValue("5s") Duration unauthorizedInterval,
        @DefaultValue("100") int maxBackground) {

    public static final RefreshSettings DEFAULTS = new RefreshSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Duration.ofSeconds(5),
            100);

    public RefreshSettings {
        requirePositive("sallyport.refresh.margin", margin);
        requirePositive("sallyport.refresh.lease-ttl", leaseTtl);
        requirePositive("sallyport.refresh.request-timeout", requestTimeout);
        requirePositive("sallyport.refresh.poll-interval", pollInterval);
        requirePositive("sallyport.refresh.uncertain-wait", uncertainWait);
        requirePositive("sallyport.refresh.refusal-grace", refusalGrace);
        requirePositive("sallyport.refresh.backoff", backoff);
        requirePositive("sallyport.refresh.broken-backoff", brokenBackoff);
        requirePositive("sallyport.refresh.unauthorized-interval", unauthorizedInterval);
        requireOrder("sallyport.refresh.max-backoff", maxBackoff, backoff);
        requireOrder("sallyport.refresh.max-broken-backoff", maxBrokenBackoff, brokenBackoff);
        if (requestTimeout.multipliedBy(2).compareTo(leaseTtl) >= 0) {
            throw new IllegalArgumentException("sallyport.refresh.request-timeout: " + requestTimeout
                    + " (expected: less than half of lease-ttl, " + leaseTtl + ")");
        }
        if (maxBackground < 1) {
            throw new IllegalArgumentException(
                    "sallyport.refresh.max-background: " + maxBackground + " (expected: >= 1)");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    private static void requireOrder(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
