// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a provider host is left alone, and for how long.
 *
 * @param failureRate percentage of failed attempts from which on a breaker opens
 * @param minAttempts fewest attempts within the window that say anything
 * @param window over how long attempts are counted; whole seconds
 * @param openTime shortest time a breaker stays open; doubled with each time the host is found failing again
 * @param maxOpenTime longest such time; also how long a probe may say nothing before it counts as failed
 * @param probes attempts that decide whether the host has recovered; also how many all replicas together send it within
 *     {@code probeInterval}
 * @param probeInterval see {@code probes}
 * @param silence how long an upstream must have owed an answer for the end of a caller's patience to count as its failure
 * @param hosts breakers remembered at a time
 */
@ConfigurationProperties("sallyport.breaker")
public record BreakerSettings(
        @DefaultValue("50") int failureRate,
        @DefaultValue("20") int minAttempts,
        @DefaultValue("10s") Duration window,
        @DefaultValue("5s") Duration openTime,
        @DefaultValue("60s") Duration maxOpenTime,
        @DefaultValue("3") int probes,
        @DefaultValue("1s") Duration probeInterval,
        @DefaultValue("1s") Duration silence,
        @DefaultValue("10000") int hosts) {

    private static final Duration HOUR = Duration.ofHours(1);

    public BreakerSettings {
        requireBetween("failureRate", failureRate, 1, 100);
        requireBetween("minAttempts", minAttempts, 1, 1_000_000);
        requireUpTo("window", window, HOUR);
        if (!window.equals(Duration.ofSeconds(window.toSeconds()))) {
            throw new IllegalArgumentException("window: " + window + " (expected: whole seconds)");
        }
        requireUpTo("maxOpenTime", maxOpenTime, HOUR);
        requireUpTo("openTime", openTime, maxOpenTime);
        requireBetween("probes", probes, 1, 1000);
        requireUpTo("probeInterval", probeInterval, HOUR);
        requireUpTo("silence", silence, HOUR);
        requireBetween("hosts", hosts, 1, 1_000_000);
    }

    private static void requireUpTo(String name, Duration value, Duration most) {
        if (!value.isPositive() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0, at most " + most + ")");
        }
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
