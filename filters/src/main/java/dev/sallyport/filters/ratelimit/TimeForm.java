// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a provider writes when a bucket is whole again, or how long its window is. */
public enum TimeForm {
    /** Told apart by the range that is plausible for each. */
    AUTO,
    /** Seconds from now. */
    DELTA_S,
    /** Milliseconds from now. */
    DELTA_MS,
    /** Seconds since 1970. */
    EPOCH_S,
    /** Milliseconds since 1970. */
    EPOCH_MS,
    /** ISO-8601 or an HTTP date. */
    DATE;

    /** How late a moment may be read and still mean now: clocks and whole minutes differ by so much. */
    private static final long LATE_MS = 60_000;

    /** From zero to a year; null for what is not plausible, since it would hold calls back for nothing. */
    @Nullable
    Duration read(String value, Answer answer) {
        Long thousandths = this == DATE ? null : NumberText.thousandths(value);
        if (thousandths != null) {
            return number(thousandths, answer);
        }
        Instant date = this == AUTO || this == DATE ? DateText.parse(value, answer.now()) : null;
        return date == null ? null : until(date.toEpochMilli(), answer);
    }

    private @Nullable Duration number(long thousandths, Answer answer) {
        return switch (this) {
            case DELTA_S -> delta(thousandths);
            case DELTA_MS -> delta((thousandths + 999) / 1_000);
            case EPOCH_S -> until(thousandths, answer);
            case EPOCH_MS -> until(thousandths / 1_000, answer);
            case AUTO, DATE ->
                thousandths <= ServerHints.LONGEST.toMillis()
                        ? delta(thousandths)
                        : until(ServerHints.epochMillis(thousandths), answer);
        };
    }

    private static @Nullable Duration until(long epochMillis, Answer answer) {
        long millis = epochMillis - answer.clock().toEpochMilli();
        return millis < -LATE_MS ? null : delta(Math.max(0, millis));
    }

    private static @Nullable Duration delta(long millis) {
        return millis > ServerHints.LONGEST.toMillis() ? null : Duration.ofMillis(millis);
    }
}
