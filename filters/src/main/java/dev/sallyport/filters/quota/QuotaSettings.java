// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keeping within providers' limits.
 *
 * @param mode what is done about them
 * @param maxWaiting calls of one replica that may wait for one bucket
 * @param reportInterval how often a replica tells the ledger of a bucket from which it takes without asking
 * @param bucketsRemembered buckets a replica has in mind; long names count as several
 * @param ledgerTimeout how long a call waits for the ledger before the replica decides alone
 */
@ConfigurationProperties("sallyport.quota")
public record QuotaSettings(
        @DefaultValue("enforce") QuotaMode mode,
        @DefaultValue("1000") int maxWaiting,
        @DefaultValue("50ms") Duration reportInterval,
        @DefaultValue("100000") int bucketsRemembered,
        @DefaultValue("100ms") Duration ledgerTimeout) {

    public QuotaSettings {
        requireBetween("maxWaiting", maxWaiting, 0, 100_000);
        requireBetween("bucketsRemembered", bucketsRemembered, 1, 10_000_000);
        // Credit lasts a second: reports must come back well before.
        requireBetween("reportInterval", reportInterval, Duration.ofMillis(1), Duration.ofMillis(500));
        requireBetween("ledgerTimeout", ledgerTimeout, Duration.ofMillis(1), Duration.ofSeconds(10));
    }

    private static <T extends Comparable<T>> void requireBetween(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
