// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static java.time.format.TextStyle.FULL;
import static java.time.format.TextStyle.SHORT;
import static java.util.Locale.ENGLISH;

import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled date format with the tokens of Day.js, always UTC and English: {@code YYYY YY M MM MMM MMMM D DD d dd ddd dddd
 * H HH h hh m mm s ss S SS SSS A a Z ZZ X x}, {@code [literal]}. Whatever is no token stands for itself.
 */
record TimeFormat(List<Part> parts) {

    // Longest first, so that a prefix never hides a longer token.
    private static final List<String> TOKENS = List.of(
            "YYYY", "MMMM", "dddd", "MMM", "ddd", "SSS", "YY", "MM", "DD", "dd", "HH", "hh", "mm", "ss", "SS", "ZZ",
            "M", "D", "d", "H", "h", "m", "s", "S", "A", "a", "Z", "X", "x");

    /** A token, or text that stands for itself. */
    record Part(String text, boolean token) {}

    static TimeFormat compile(String format) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < format.length()) {
            Part part = partAt(format, at);
            parts.add(part);
            boolean quoted =
                    !part.token() && format.charAt(at) == '[' && !part.text().equals("[");
            at += part.text().length() + (quoted ? 2 : 0);
        }
        return new TimeFormat(List.copyOf(parts));
    }

    String format(OffsetDateTime time) {
        StringBuilder out = new StringBuilder(32);
        appendTo(out, time);
        return out.toString();
    }

    void appendTo(StringBuilder out, OffsetDateTime time) {
        for (Part part : parts) {
            out.append(part.token() ? value(part.text(), time) : part.text());
        }
    }

    private static Part partAt(String format, int at) {
        int close = format.charAt(at) == '[' ? format.indexOf(']', at) : -1;
        if (close > at + 1) {
            return new Part(format.substring(at + 1, close), false);
        }
        for (String token : TOKENS) {
            if (format.startsWith(token, at)) {
                return new Part(token, true);
            }
        }
        return new Part(format.substring(at, at + 1), false);
    }

    private static String value(String token, OffsetDateTime time) {
        return switch (token) {
            case "YYYY" -> padded(time.getYear(), 4);
            case "YY" -> padded(time.getYear() % 100, 2);
            case "MMMM" -> time.getMonth().getDisplayName(FULL, ENGLISH);
            case "MMM" -> time.getMonth().getDisplayName(SHORT, ENGLISH);
            case "MM", "M" -> padded(time.getMonthValue(), token.length());
            case "DD", "D" -> padded(time.getDayOfMonth(), token.length());
            case "dddd", "ddd", "dd", "d" -> weekday(token, time.getDayOfWeek());
            case "HH", "H" -> padded(time.getHour(), token.length());
            case "hh", "h" -> padded((time.getHour() + 11) % 12 + 1, token.length());
            case "mm", "m" -> padded(time.getMinute(), token.length());
            case "ss", "s" -> padded(time.getSecond(), token.length());
            case "SSS", "SS", "S" -> padded(time.getNano() / 1_000_000, 3).substring(0, token.length());
            case "A" -> time.getHour() < 12 ? "AM" : "PM";
            case "a" -> time.getHour() < 12 ? "am" : "pm";
            case "Z" -> "+00:00";
            case "ZZ" -> "+0000";
            case "X" -> Long.toString(time.toEpochSecond());
            case "x" -> Long.toString(time.toInstant().toEpochMilli());
            default -> throw new IllegalStateException("token: " + token + " (expected: one of " + TOKENS + ")");
        };
    }

    private static String weekday(String token, DayOfWeek day) {
        return switch (token) {
            case "dddd" -> day.getDisplayName(FULL, ENGLISH);
            case "ddd" -> day.getDisplayName(SHORT, ENGLISH);
            case "dd" -> day.getDisplayName(SHORT, ENGLISH).substring(0, 2);
            default -> Integer.toString(day.getValue() % 7);
        };
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
