// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many calls this replica has inside at a time, whatever they do there: waiting, being sent, being answered.
 *
 * @param maxCalls in all
 * @param maxCallsPerHost to one provider's scheme, host and port; what they hold of it in connections is bounded by
 *     {@code sallyport.upstream.max-connections-per-host}
 */
@ConfigurationProperties("sallyport.overload")
public record OverloadSettings(
        @DefaultValue("5000") int maxCalls,
        @DefaultValue("1500") int maxCallsPerHost) {

    public OverloadSettings {
        requireBetween("maxCalls", maxCalls);
        requireBetween("maxCallsPerHost", maxCallsPerHost);
    }

    private static void requireBetween(String name, int value) {
        if (value < 1 || value > 1_000_000) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to 1000000)");
        }
    }
}
