// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;

/**
 * Permits and times as every ledger counts them: whole, and clamped to what a double holds exactly, because that is what a
 * script in Redis calculates with.
 */
public final class LedgerUnits {

    private static final long MOST_PERMITS = 1_000_000_000_000_000L;
    private static final Duration LONGEST = Duration.ofDays(366);

    static final long LONGEST_MILLIS = LONGEST.toMillis();

    private LedgerUnits() {}

    public static long permits(long count) {
        return Math.clamp(count, 0, MOST_PERMITS);
    }

    /** Milliseconds, at most a year, at least zero. A part of one counts as a whole one, so that no wait is too short. */
    public static long millis(Duration length) {
        if (length.isNegative()) {
            return 0;
        }
        Duration clamped = length.compareTo(LONGEST) > 0 ? LONGEST : length;
        return clamped.plusNanos(999_999).toMillis();
    }
}
