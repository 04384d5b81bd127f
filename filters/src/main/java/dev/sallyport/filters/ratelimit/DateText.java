// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Dates as servers write them: ISO-8601, to the minute or finer and with any offset, and the three forms of RFC 9110
 * §5.6.7. Not by {@code java.time}'s parsers, which tell what they cannot read by an exception; some providers write a date
 * into every answer.
 */
final class DateText {

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private final String text;
    private int at;
    private boolean broken;

    private DateText(String text) {
        this.text = text;
    }

    /**
     * Null when it is no date.
     *
     * @param now tells the century of a year of two digits
     */
    static @Nullable Instant parse(String text, Instant now) {
        DateText date = new DateText(text.strip());
        Instant moment = NumberText.isDigit(date.peek()) ? date.iso() : date.http(now);
        return date.broken || date.at < date.text.length() ? null : moment;
    }

    private @Nullable Instant iso() {
        int year = number(4, 4);
        expect('-');
        int month = number(2, 2);
        expect('-');
        int day = number(2, 2);
        if (at == text.length()) {
            return moment(year, month, day, 0, 0);
        }
        if (!skip('T') && !skip('t')) {
            expect(' ');
        }
        long millisOfDay = timeOfDay();
        skip(' ');
        return moment(year, month, day, millisOfDay, zone());
    }

    private @Nullable Instant http(Instant now) {
        word();
        if (skip(',')) {
            spaces();
            return dayFirst(now);
        }
        spaces();
        int month = month();
        spaces();
        int day = number(1, 2);
        spaces();
        long millisOfDay = timeOfDay();
        spaces();
        return moment(number(4, 4), month, day, millisOfDay, 0);
    }

    /** IMF-fixdate, and RFC 850 with its hyphens. */
    private @Nullable Instant dayFirst(Instant now) {
        int day = number(1, 2);
        separator();
        int month = month();
        separator();
        int year = year(now);
        spaces();
        long millisOfDay = timeOfDay();
        spaces();
        return moment(year, month, day, millisOfDay, zone());
    }

    private void separator() {
        if (!skip('-')) {
            spaces();
        }
    }

    /** Of two digits: not more than 50 years ahead (RFC 9110 §5.6.7). */
    private int year(Instant now) {
        int start = at;
        int year = number(2, 4);
        if (at - start != 2) {
            return year;
        }
        int latest = now.atOffset(ZoneOffset.UTC).getYear() + 50;
        return latest - Math.floorMod(latest - year, 100);
    }

    private int month() {
        int start = at;
        word();
        if (at - start < 3) {
            broken = true;
            return 1;
        }
        for (int month = 0; month < 12; month++) {
            if (text.regionMatches(true, start, MONTHS, month * 3, 3)) {
                return month + 1;
            }
        }
        broken = true;
        return 1;
    }

    /** In milliseconds. */
    private long timeOfDay() {
        int hour = number(2, 2);
        expect(':');
        int minute = number(2, 2);
        int second = skip(':') ? number(2, 2) : 0;
        broken |= hour > 23 || minute > 59 || second > 60;
        return ((hour * 60L + minute) * 60 + second) * 1_000 + (skip('.') ? millis() : 0);
    }

    private int millis() {
        int millis = 0;
        int weight = 100;
        broken |= !NumberText.isDigit(peek());
        while (NumberText.isDigit(peek())) {
            millis += (text.charAt(at++) - '0') * weight;
            weight /= 10;
        }
        return millis;
    }

    /** Minutes east of Greenwich; none counts as 0. */
    private int zone() {
        boolean west = peek() == '-';
        if (!west && peek() != '+') {
            named();
            return 0;
        }
        at++;
        int hours = number(2, 2);
        int minutes = skip(':') || NumberText.isDigit(peek()) ? number(2, 2) : 0;
        broken |= hours > 18 || minutes > 59;
        return (west ? -1 : 1) * (hours * 60 + minutes);
    }

    private void named() {
        int start = at;
        word();
        String name = text.substring(start, at);
        broken |= !name.isEmpty()
                && !name.equalsIgnoreCase("Z")
                && !name.equalsIgnoreCase("GMT")
                && !name.equalsIgnoreCase("UTC");
    }

    private @Nullable Instant moment(int year, int month, int day, long millisOfDay, int minutesEast) {
        if (broken
                || month < 1
                || month > 12
                || day < 1
                || day > Month.of(month).length(Year.isLeap(year))) {
            return null;
        }
        return LocalDateTime.of(year, month, day, 0, 0)
                .toInstant(ZoneOffset.UTC)
                .plusMillis(millisOfDay - minutesEast * 60_000L);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        broken |= !skip(c);
    }

    private void spaces() {
        broken |= peek() != ' ';
        while (peek() == ' ') {
            at++;
        }
    }

    private void word() {
        while (Character.isLetter(peek())) {
            at++;
        }
    }

    private int number(int least, int most) {
        int start = at;
        int value = 0;
        while (at - start < most && NumberText.isDigit(peek())) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        broken |= at - start < least;
        return value;
    }
}
