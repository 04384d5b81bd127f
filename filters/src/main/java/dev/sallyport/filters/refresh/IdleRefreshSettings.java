// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Renewing what nobody uses.
 *
 * @param after how long nothing of a connection was written, which every renewal does
 * @param interval how often connections are looked through, by one replica
 * @param rate connections a second that are renewed then; 0 turns it off
 */
@ConfigurationProperties("sallyport.idle-refresh")
public record IdleRefreshSettings(
        @DefaultValue("24h") Duration after,
        @DefaultValue("1h") Duration interval,
        @DefaultValue("5") int rate) {

    private static final int HIGHEST_RATE = 1_000;

    public IdleRefreshSettings {
        if (!after.isPositive()) {
            throw new IllegalArgumentException("sallyport.idle-refresh.after: " + after + " (expected: > 0)");
        }
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("sallyport.idle-refresh.interval: " + interval + " (expected: >= 1 s)");
        }
        if (rate < 0 || rate > HIGHEST_RATE) {
            throw new IllegalArgumentException(
                    "sallyport.idle-refresh.rate: " + rate + " (expected: 0 to " + HIGHEST_RATE + ")");
        }
    }
}
