// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * ISO-8601 durations of weeks, days, hours, minutes and seconds. Not {@link java.time.Duration#parse}, which tells what it
 * cannot read by an exception.
 */
final class DurationText {

    /** Far more than anybody is told to wait, and small enough to be multiplied. */
    private static final long MAX_THOUSANDTHS = 1_000_000_000_000L;

    private DurationText() {}

    /** In milliseconds; null when it is none, or is negative. */
    static @Nullable Long millis(String text) {
        String stripped = text.strip();
        if (stripped.length() < 3 || upperCase(stripped, 0) != 'P') {
            return null;
        }
        int time = stripped.indexOf('T') < 0 ? stripped.indexOf('t') : stripped.indexOf('T');
        if (time < 0) {
            return sum(stripped, 1, stripped.length(), false);
        }
        Long days = time == 1 ? Long.valueOf(0) : sum(stripped, 1, time, false);
        Long rest = sum(stripped, time + 1, stripped.length(), true);
        return days == null || rest == null ? null : Long.valueOf(days + rest);
    }

    private static @Nullable Long sum(String text, int from, int to, boolean ofTime) {
        long total = 0;
        int start = from;
        for (int i = from; i < to; i++) {
            if (!NumberText.isDigit(text.charAt(i)) && text.charAt(i) != '.') {
                Long thousandths = NumberText.thousandths(text.substring(start, i));
                long seconds = secondsOf(upperCase(text, i), ofTime);
                if (thousandths == null || seconds == 0) {
                    return null;
                }
                total = Math.min(MAX_THOUSANDTHS, total + Math.min(MAX_THOUSANDTHS, thousandths) * seconds);
                start = i + 1;
            }
        }
        return start == to && from < to ? total : null;
    }

    /** Zero for no unit; years and months have no length. */
    private static long secondsOf(char unit, boolean ofTime) {
        if (ofTime) {
            return switch (unit) {
                case 'H' -> 3_600;
                case 'M' -> 60;
                case 'S' -> 1;
                default -> 0;
            };
        }
        return unit == 'W' ? 604_800 : unit == 'D' ? 86_400 : 0;
    }

    private static char upperCase(String text, int at) {
        return Character.toUpperCase(text.charAt(at));
    }
}
