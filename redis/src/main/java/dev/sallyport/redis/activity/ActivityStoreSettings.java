// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import java.time.Duration;

/**
 * How much is kept of an environment's calls.
 *
 * @param maxRecords about so many, up to a hundred more
 * @param maxAge since the call ended
 */
public record ActivityStoreSettings(long maxRecords, Duration maxAge) {

    public static final ActivityStoreSettings DEFAULTS = new ActivityStoreSettings(1_000_000, Duration.ofDays(7));

    public ActivityStoreSettings {
        if (maxRecords <= 0) {
            throw new IllegalArgumentException("sallyport.activity.max-records: " + maxRecords + " (expected: > 0)");
        }
        if (maxAge.toMillis() <= 0) {
            throw new IllegalArgumentException("sallyport.activity.max-age: " + maxAge + " (expected: >= 1 ms)");
        }
    }
}
