// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * Whole at moments that only answers tell. When such a moment passes, the new window is a guess until an answer of it came: just
 * enough permits to get that answer are given out.
 */
final class FixedRefill implements Refill {

    /** How often the guess is renewed while answers do not tell, in milliseconds. */
    private static final long RENEWAL = 1_000;

    /** After the end of a window that we had taken for over too early. */
    private static final long HOLD_AFTER_EARLY = 250;

    private enum Certainty {
        UNKNOWN,
        /** By an answer of this window. */
        CONFIRMED,
        /** By an answer, but when it ends is guessed. */
        END_GUESSED,
        /** The last window ended; no answer came since. */
        UNCONFIRMED
    }

    private final boolean whole;
    private Certainty certainty = Certainty.UNKNOWN;
    private long window;
    private long limit;
    private long remaining;

    private final WindowEnd end = new WindowEnd();
    private long allowedAt;
    private long allowed;
    private long given;

    /** What an answer of this window told at the lowest. */
    private long least;

    /** @param whole else others use the rest of the bucket without telling */
    FixedRefill(long window, boolean whole) {
        this.window = window;
        this.whole = whole;
    }

    @Override
    public boolean advance(long now) {
        if (end.isPast(now)) {
            roll(now);
            return true;
        }
        if (certainty == Certainty.UNCONFIRMED && remaining == 0 && now >= allowedAt + RENEWAL) {
            allow(now);
        }
        return false;
    }

    @Override
    public long window() {
        return window;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long available() {
        return remaining;
    }

    @Override
    public long given() {
        return given;
    }

    @Override
    public void take(long permits, long now) {
        given += permits;
        remaining = Math.max(0, remaining - permits);
    }

    @Override
    public void giveBack(long permits) {
        if (remaining + permits <= limit) {
            given = Math.max(0, given - permits);
            remaining += permits;
        }
    }

    @Override
    public boolean see(Sighting sighting, long order, long inFlight, long now) {
        end.learnLength(sighting);
        Seen seen = new Seen(sighting, order, inFlight);
        if (sighting.resetIn() == null) {
            seeWithoutEnd(seen, now);
            return false;
        }
        long resetIn = LedgerUnits.millis(sighting.resetIn());
        switch (certainty) {
            case UNKNOWN -> confirm(sighting, Refill.free(sighting, inFlight), now + resetIn);
            case END_GUESSED -> {
                adjust(seen);
                certainty = Certainty.CONFIRMED;
                end.tell(now + resetIn);
            }
            case UNCONFIRMED -> seeAfterRoll(seen, resetIn, now);
            case CONFIRMED -> {
                return seeWhileConfirmed(seen, resetIn, now);
            }
        }
        return false;
    }

    @Override
    public void refused() {
        if (certainty == Certainty.UNCONFIRMED) {
            end.wasEarly();
        }
    }

    @Override
    public boolean isSure() {
        return certainty == Certainty.CONFIRMED;
    }

    @Override
    public long waitMillis(long now) {
        long wait = end.waitMillis(now);
        if (certainty == Certainty.UNCONFIRMED && mayAllow()) {
            wait = Math.min(wait, allowedAt + RENEWAL - now);
        }
        return wait == Long.MAX_VALUE ? RENEWAL : Math.max(SHORTEST_WAIT, wait);
    }

    @Override
    public @Nullable Long resetInMillis(long now) {
        return end.in(now);
    }

    @Override
    public @Nullable Long wholeAt(long now) {
        Long in = end.in(now);
        return in == null || in == 0 ? null : Long.valueOf(now + in);
    }

    @Override
    public long keepMillis(long now) {
        return end.keepMillis(now);
    }

    @Override
    public long period(long now) {
        return window;
    }

    @Override
    public double timeLeft(long now) {
        return end.left(now);
    }

    private void roll(long now) {
        window++;
        certainty = Certainty.UNCONFIRMED;
        end.roll(now);
        allowed = 0;
        given = 0;
        allow(now);
    }

    /** One in twenty. */
    private void allow(long now) {
        if (mayAllow()) {
            long most = end.isKnown() ? limit - allowed : limit;
            remaining = Math.min(most, (limit + 19) / 20);
            allowed += remaining;
            allowedAt = now;
        }
    }

    /** A window whose end is known is never guessed to hold more than the limit. */
    private boolean mayAllow() {
        return !end.isKnown() || allowed < limit;
    }

    private void confirm(Sighting sighting, long free, long reset) {
        limit = Refill.limitOf(sighting, limit);
        remaining = whole ? free : Math.max(0, Math.min(free, limit - given));
        least = sighting.remaining();
        end.tell(reset);
        certainty = Certainty.CONFIRMED;
    }

    /**
     * Within a window. What the provider counted as the last one so far is among the answered or still in flight, so at least the
     * lowest it told, less those, is left.
     */
    private void adjust(Seen seen) {
        limit = Refill.limitOf(seen.sighting(), limit);
        least = Math.min(least, seen.sighting().remaining());
        long most = Refill.free(seen.sighting(), seen.order() > 0 ? given - seen.order() : 0);
        remaining = Math.max(Math.min(remaining, most), whole ? least - seen.inFlight() : 0);
    }

    private void seeWithoutEnd(Seen seen, long now) {
        switch (certainty) {
            case UNKNOWN -> startWithoutEnd(seen.sighting(), seen.inFlight());
            case UNCONFIRMED -> startWithoutEnd(seen.sighting(), given - seen.order());
            case CONFIRMED, END_GUESSED -> adjust(seen);
        }
        end.guess(now);
    }

    private void startWithoutEnd(Sighting sighting, long uncounted) {
        limit = Refill.limitOf(sighting, limit);
        remaining = Refill.free(sighting, uncounted);
        least = sighting.remaining();
        certainty = end.isKnown() || end.hasLength() ? Certainty.CONFIRMED : Certainty.END_GUESSED;
    }

    private void seeAfterRoll(Seen seen, long resetIn, long now) {
        long reset = now + resetIn;
        long later = end.laterThanLast(reset);
        if (seen.order() == 0) {
            // Sent before the roll: most likely it tells of the old window, late.
            if (end.isSurelyNew(reset)) {
                confirm(seen.sighting(), Refill.free(seen.sighting(), Math.max(given, seen.inFlight())), reset);
            }
        } else if (later > end.tolerance(resetIn)) {
            end.learnLength(seen.sighting(), resetIn, reset);
            confirm(seen.sighting(), Refill.free(seen.sighting(), given - seen.order()), reset);
        } else if (later >= -end.tolerance(resetIn)) {
            seeThatRollWasEarly(seen, reset);
        }
    }

    /** The old window goes on: either with permits, of which the guess is part, or without. */
    private void seeThatRollWasEarly(Seen seen, long reset) {
        if (seen.sighting().remaining() == 0) {
            end.wasEarly();
            confirm(seen.sighting(), 0, reset + HOLD_AFTER_EARLY);
        } else {
            limit = Refill.limitOf(seen.sighting(), limit);
            remaining = Math.min(remaining, Refill.free(seen.sighting(), given - seen.order()));
        }
    }

    private boolean seeWhileConfirmed(Seen seen, long resetIn, long now) {
        long reset = now + resetIn;
        long tolerance = end.tolerance(resetIn);
        if (end.later(reset) > tolerance && isNewer(seen)) {
            // The provider began a new one before ours was over.
            window++;
            given = 0;
            confirm(seen.sighting(), Refill.free(seen.sighting(), seen.inFlight()), reset);
            return true;
        }
        boolean ofLast = Math.abs(end.laterThanLast(reset)) <= tolerance;
        if (end.later(reset) >= -tolerance || (seen.order() > 0 && !ofLast)) {
            adjust(seen);
            end.correct(reset);
        }
        return false;
    }

    /**
     * Whether nearly all is left, and clearly more than could be in the window that the call was sent in. The end alone proves nothing,
     * since a slow answer tells it late; nor does a little more, since calls overtake each other.
     */
    private boolean isNewer(Seen seen) {
        long most = Refill.limitOf(seen.sighting(), limit);
        long slack = Math.max(2, most / 10);
        long left = seen.sighting().remaining();
        return seen.order() > 0 && left > most - seen.order() + slack && 4 * left >= 3 * most;
    }

    /** An answer, with what {@link #see} is told of it. */
    private record Seen(Sighting sighting, long order, long inFlight) {}
}
