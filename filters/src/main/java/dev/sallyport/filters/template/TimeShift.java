// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How far {@code ${now±N:unit:FORMAT}} moves the time. */
record TimeShift(long amount, ChronoUnit unit) {

    static final TimeShift NONE = new TimeShift(0, ChronoUnit.SECONDS);

    // Far beyond any token's life, and far from where dates overflow.
    private static final long LIMIT_SECONDS = ChronoUnit.YEARS.getDuration().toSeconds() * 1_000;

    OffsetDateTime from(OffsetDateTime time) {
        return amount == 0 ? time : time.plus(amount, unit);
    }

    /** Null when the unit is unknown or the shift is above 1,000 years. */
    static @Nullable TimeShift of(long amount, String unitName) {
        ChronoUnit unit = unit(unitName);
        if (unit == null || Math.abs(amount) > limit(unit)) {
            return null;
        }
        return new TimeShift(amount, unit);
    }

    private static long limit(ChronoUnit unit) {
        return unit == ChronoUnit.MILLIS
                ? LIMIT_SECONDS * 1_000
                : LIMIT_SECONDS / unit.getDuration().toSeconds();
    }

    private static @Nullable ChronoUnit unit(String name) {
        return switch (name) {
            case "millisecond", "milliseconds", "ms" -> ChronoUnit.MILLIS;
            case "second", "seconds", "s" -> ChronoUnit.SECONDS;
            case "minute", "minutes", "m" -> ChronoUnit.MINUTES;
            case "hour", "hours", "h" -> ChronoUnit.HOURS;
            case "day", "days", "d" -> ChronoUnit.DAYS;
            case "week", "weeks", "w" -> ChronoUnit.WEEKS;
            case "month", "months", "M" -> ChronoUnit.MONTHS;
            case "year", "years", "y" -> ChronoUnit.YEARS;
            default -> null;
        };
    }
}
