// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;

/**
 * Keeps calls away while the provider refuses them, and lets those that waited go one after the other: all at once they would
 * meet the next refusal together.
 */
final class Hold {

    /** After a first refusal that says nothing; doubles with each further one. Milliseconds, as all here. */
    private static final long FIRST_PAUSE = 500;

    private static final long LONGEST_PAUSE = 60_000;

    /** So long without a refusal, and the earlier ones are forgotten. */
    private static final long FORGIVEN_AFTER = 60_000;

    private static final long RAMP = 1_000;
    private static final double LEAST_PER_MILLI = 0.07;

    /** All who wait are gone after this. */
    private static final double SPREAD = 700;

    /** What a late claim may catch up with. */
    private static final double LATENESS = 15;

    private long blockedUntil;
    private int strikes;
    private boolean blocked;
    private boolean starved;

    /** 0 while none began. */
    private long openAt;

    private double due;
    private double perMilli;

    void advance(long now) {
        if (blocked && now >= blockedUntil) {
            open(now);
        }
        if (strikes > 0 && now >= blockedUntil + FORGIVEN_AFTER) {
            strikes = 0;
        }
    }

    /** Permits came back. */
    void refilled(long now) {
        if (starved) {
            open(now);
        }
    }

    /** A claim got less than it wanted because nothing was left. */
    void starved() {
        starved = true;
    }

    /**
     * The provider refused a call. One that was sent before a block began is no further strike.
     *
     * @param length zero where it did not say how long
     * @return whether the provider is to be left alone for longer than known before
     */
    boolean refuse(Duration length, long now) {
        boolean already = now < blockedUntil;
        if (!already) {
            strikes++;
        }
        long told = LedgerUnits.millis(length);
        if (told == 0 && already) {
            return false;
        }
        return block(now + (told > 0 ? told : pause()));
    }

    /** @return whether that is later than known before */
    boolean block(long until) {
        boolean later = until > blockedUntil;
        blockedUntil = Math.max(blockedUntil, until);
        blocked = true;
        return later;
    }

    /** The provider answered a call and has permits left. */
    void accepted(long now) {
        if (now >= blockedUntil) {
            strikes = 0;
        }
    }

    boolean hasStrikes() {
        return strikes > 0;
    }

    long blockedMillis(long now) {
        return Math.max(0, blockedUntil - now);
    }

    /** How long it must be remembered. */
    long keepMillis(long now) {
        return Math.max(0, blockedUntil + FORGIVEN_AFTER - now);
    }

    boolean isRamping(long now) {
        return openAt > 0 && now < openAt + RAMP;
    }

    /** Never slows down while it lasts: those who are gone wait no longer, but the others must follow as fast. */
    void expect(long waiting) {
        perMilli = Math.max(perMilli, Math.max(LEAST_PER_MILLI, waiting / SPREAD));
    }

    long due(long now) {
        double from = from(now);
        return from > now ? 0 : (long) Math.floor((now - from) * perMilli) + 1;
    }

    void take(long permits, long now) {
        due = from(now) + permits / perMilli;
    }

    long waitMillis(long now) {
        return Math.max(Refill.SHORTEST_WAIT, (long) Math.ceil(due - now));
    }

    private void open(long now) {
        blocked = false;
        starved = false;
        openAt = now;
        due = now;
        perMilli = 0;
    }

    private double from(long now) {
        return Math.max(due, now - LATENESS);
    }

    private long pause() {
        return Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(strikes - 1, 10));
    }
}
