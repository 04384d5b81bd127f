// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import org.jspecify.annotations.Nullable;

/** Numbers as headers have them: decimal digits, perhaps a fraction; no sign, no exponent. */
final class NumberText {

    /** What larger numbers count as. The ledger's scripts reckon in doubles, which hold it exactly. */
    static final long MAX = 1_000_000_000_000_000L;

    private NumberText() {}

    /** The first number of a list without its fraction, such as 50 of {@code 50, 100;w=60}; null when it starts otherwise. */
    static @Nullable Long firstWhole(String text) {
        String stripped = text.strip();
        int end = digitsEnd(stripped, 0);
        if (end == 0) {
            return null;
        }
        int next = fractionEnd(stripped, end);
        return next == stripped.length() || endsItem(stripped.charAt(next)) ? digits(stripped, 0, end) : null;
    }

    /** A thousand times the number, rounded up; null for anything but one number. */
    static @Nullable Long thousandths(String text) {
        String stripped = text.strip();
        int end = digitsEnd(stripped, 0);
        int next = fractionEnd(stripped, end);
        boolean hasDigits = end > 0 || next > 1;
        return hasDigits && next == stripped.length()
                ? digits(stripped, 0, end) * 1_000 + fraction(stripped, end + 1, next)
                : null;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean endsItem(char c) {
        return c == ',' || c == ';' || c == ' ' || c == '\t';
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int fractionEnd(String text, int point) {
        return point < text.length() && text.charAt(point) == '.' ? digitsEnd(text, point + 1) : point;
    }

    private static long digits(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to && value < MAX; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return Math.min(value, MAX);
    }

    private static long fraction(String text, int from, int to) {
        long value = 0;
        long weight = 100;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (weight == 0 && digit > 0) {
                return value + 1;
            }
            value += digit * weight;
            weight /= 10;
        }
        return value;
    }
}
