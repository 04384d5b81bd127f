// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Sighting;
import org.jspecify.annotations.Nullable;

/** When a window ends, as well as answers tell it: rounded to seconds, or late by as long as they took. Milliseconds. */
final class WindowEnd {

    /** Length of a window of which the provider tells no end. */
    private static final long GUESSED_LENGTH = 60_000;

    /** Most that an end may be told too early by. */
    private static final long ROUNDING = 1_000;

    /** How much more is waited after each time that an end was told too early. */
    private static final long MORE_MARGIN = 300;

    private static final long MOST_MARGIN = 1_100;

    private static final long LEAST_TOLERANCE = 250;
    private static final long MOST_TOLERANCE = 1_500;

    /** 0 when not known; as {@link #length}. */
    private long at;

    private long earliest;
    private long last;
    private long length;
    private long margin = Refill.MARGIN;

    boolean isPast(long now) {
        return at > 0 && now >= at + margin;
    }

    boolean isKnown() {
        return at > 0;
    }

    boolean hasLength() {
        return length > 0;
    }

    void roll(long now) {
        last = at;
        at = length > 0 ? now + length : 0;
        earliest = at;
    }

    void tell(long end) {
        at = end;
        earliest = end;
    }

    void guess(long now) {
        if (at == 0) {
            tell(now + (length > 0 ? length : GUESSED_LENGTH));
        }
    }

    /**
     * Of ends told in whole seconds the last is the safe one. But slow answers tell them late, by any length: the earliest told can
     * be early by no more than its rounding.
     */
    void correct(long end) {
        earliest = Math.min(earliest, end);
        at = Math.min(Math.max(at, end), earliest + ROUNDING);
    }

    void wasEarly() {
        long most = length > 0 ? Math.min(MOST_MARGIN, length / 4) : MOST_MARGIN;
        margin = Math.max(margin, Math.min(margin + MORE_MARGIN, most));
    }

    void learnLength(Sighting sighting) {
        if (sighting.window() != null) {
            length = LedgerUnits.millis(sighting.window());
        }
    }

    /**
     * The length is at least what is left of the window, and at most what passes between two ends; where these nearly agree,
     * no window lay idle between.
     */
    void learnLength(Sighting sighting, long resetIn, long end) {
        long between = end - last;
        if (sighting.window() == null
                && sighting.remaining() > 0
                && 4 * between <= 5 * resetIn + 4 * tolerance(resetIn)) {
            length = between;
        }
    }

    /** How far apart two ends may be told and still be the same. */
    long tolerance(long resetIn) {
        long tolerance = Math.clamp(resetIn / 2, LEAST_TOLERANCE, MOST_TOLERANCE);
        return length > 0 ? Math.min(tolerance, length / 2) : tolerance;
    }

    /** By how much an end is later than this one; negative when it is earlier. */
    long later(long end) {
        return end - at;
    }

    /** By how much an end is later than that of the window before. */
    long laterThanLast(long end) {
        return end - last;
    }

    /** Whether an end is so late that it cannot be that of the window before, told late. */
    boolean isSurelyNew(long end) {
        return length > 0 && end >= last + length / 2;
    }

    long waitMillis(long now) {
        return at > 0 ? at + margin - now : Long.MAX_VALUE;
    }

    @Nullable
    Long in(long now) {
        return at > 0 ? Math.max(0, at - now) : null;
    }

    long keepMillis(long now) {
        return Math.max(0, at - now) + (length > 0 ? length : GUESSED_LENGTH);
    }

    /** Part of the window that is left, from 0 to 1; 1 when its length is not known. */
    double left(long now) {
        return length > 0 && at > 0 ? Math.clamp((double) (at - now) / length, 0, 1) : 1;
    }
}
