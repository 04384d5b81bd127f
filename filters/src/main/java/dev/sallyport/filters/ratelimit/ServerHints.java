// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks to wait (contract §5; RFC 9110 §10.2.3). Zero means that it may be tried at once; null that nothing
 * usable was said. Never negative, never more than a year.
 */
public final class ServerHints {

    static final Duration LONGEST = Duration.ofDays(365);

    /** Numbers from here on are milliseconds since 1970: as seconds they would be after the year 2969 (reference §4.3). */
    static final long FIRST_EPOCH_MILLIS = 31_536_000_000L;

    private ServerHints() {}

    /** The longest of the {@code Retry-After} headers; dates are measured against the answer's own {@code Date}. */
    public static @Nullable Duration retryAfter(HttpHeaders answer, Instant now) {
        return longest(answer, HttpHeaderNames.RETRY_AFTER, value -> delay(value, answer, now));
    }

    /**
     * What {@code Retry-After} and its like may hold: a delta as {@link #after} reads it, else a moment, measured against the
     * answer's own {@code Date}.
     */
    public static @Nullable Duration delay(String value, HttpHeaders answer, Instant now) {
        Duration delta = after(value);
        return delta == null ? at(value, clock(answer, now)) : delta;
    }

    /** A delta: seconds with or without fraction, or an ISO-8601 duration. */
    public static @Nullable Duration after(String value) {
        Long millis = NumberText.thousandths(value);
        if (millis == null) {
            millis = DurationText.millis(value);
        }
        return millis == null ? null : clamped(millis);
    }

    /** A moment: epoch seconds or milliseconds, ISO-8601, or an HTTP date. */
    public static @Nullable Duration at(String value, Instant now) {
        Long thousandths = NumberText.thousandths(value);
        if (thousandths != null) {
            return clamped(epochMillis(thousandths) - now.toEpochMilli());
        }
        Instant date = DateText.parse(value, now);
        return date == null ? null : clamped(date.toEpochMilli() - now.toEpochMilli());
    }

    /** What the server's clock showed when it answered, by its {@code Date}; ours where it does not tell. */
    public static Instant clock(HttpHeaders answer, Instant now) {
        String date = answer.get(HttpHeaderNames.DATE);
        Instant parsed = date == null ? null : DateText.parse(date, now);
        return parsed == null ? now : parsed;
    }

    /** The longest wait that any header of the name holds; null when none holds one. */
    public static @Nullable Duration longest(HttpHeaders answer, CharSequence name, Reader reader) {
        if (!answer.contains(name)) {
            return null;
        }
        Duration longest = null;
        for (Iterator<String> values = answer.valueStringIterator(name); values.hasNext(); ) {
            longest = longer(longest, reader.read(values.next()));
        }
        return longest;
    }

    /** Null counts as nothing said. */
    public static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? other : one;
    }

    static long epochMillis(long thousandths) {
        long whole = thousandths / 1_000;
        return whole < FIRST_EPOCH_MILLIS ? thousandths : whole;
    }

    private static Duration clamped(long millis) {
        return Duration.ofMillis(Math.clamp(millis, 0, LONGEST.toMillis()));
    }

    /** Reads a header's value as a wait. */
    @FunctionalInterface
    public interface Reader {

        /** Null when it holds none. */
        @Nullable
        Duration read(String value);
    }
}
