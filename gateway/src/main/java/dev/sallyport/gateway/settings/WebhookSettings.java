// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How receivers are told of connections' events.
 *
 * @param timeout of one attempt, connecting included
 * @param baseDelay bound of the random wait before the second attempt; it doubles with each
 * @param maxDelay what that bound grows to
 * @param giveUpAfter from the event until it is attempted no more
 * @param pollInterval how often a replica looks for deliveries that another one left behind
 * @param maxSends attempts of this replica at a time
 * @param maxSendsPerReceiver the same to one URL
 * @param maxHeld events that this replica holds in memory, on their way to Redis or while it is away
 */
public record WebhookSettings(
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("3s") Duration baseDelay,
        @DefaultValue("10m") Duration maxDelay,
        @DefaultValue("1h") Duration giveUpAfter,
        @DefaultValue("5s") Duration pollInterval,
        @DefaultValue("64") int maxSends,
        @DefaultValue("8") int maxSendsPerReceiver,
        @DefaultValue("1000") int maxHeld) {

    /** What is kept in Redis is kept for two days. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(2);

    public WebhookSettings {
        requireUpTo("timeout", timeout, LONGEST_TIMEOUT);
        requireUpTo("giveUpAfter", giveUpAfter, LONGEST);
        requireUpTo("maxDelay", maxDelay, giveUpAfter);
        requireUpTo("baseDelay", baseDelay, maxDelay);
        requireUpTo("pollInterval", pollInterval, LONGEST_TIMEOUT);
        requireBetween("maxSends", maxSends, 1, 10_000);
        requireBetween("maxSendsPerReceiver", maxSendsPerReceiver, 1, maxSends);
        requireBetween("maxHeld", maxHeld, 1, 100_000);
    }

    private static void requireUpTo(String name, Duration value, Duration most) {
        if (!value.isPositive() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "sallyport.webhooks." + name + ": " + value + " (expected: > 0, at most " + most + ")");
        }
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "sallyport.webhooks." + name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
