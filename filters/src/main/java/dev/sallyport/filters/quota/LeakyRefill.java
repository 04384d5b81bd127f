// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Sighting;
import org.jspecify.annotations.Nullable;

/** Fills at a known rate up to a capacity that answers tell. */
final class LeakyRefill implements Refill {

    private final double perMilli;
    private final long window;
    /** Whole; 0 while not known. */
    private double capacity;

    private double level;
    private long at;
    private long given;

    LeakyRefill(double perSecond, long window, long now) {
        this.perMilli = perSecond / 1_000;
        this.window = window;
        this.at = now;
    }

    @Override
    public boolean advance(long now) {
        if (now > at) {
            level = Math.min(capacity, level + (now - at) * perMilli);
            at = now;
        }
        return false;
    }

    @Override
    public long window() {
        return window;
    }

    @Override
    public long limit() {
        return (long) capacity;
    }

    @Override
    public long available() {
        return (long) level;
    }

    @Override
    public long given() {
        return given;
    }

    @Override
    public void take(long permits, long now) {
        given += permits;
        level = Math.max(0, level - permits);
    }

    @Override
    public void giveBack(long permits) {
        if (level + permits <= capacity) {
            given = Math.max(0, given - permits);
            level += permits;
        }
    }

    /**
     * The provider is right about refunds, but which of two answers is newer cannot be told: less counts at once, more by
     * half.
     */
    @Override
    public boolean see(Sighting sighting, long order, long inFlight, long now) {
        double free = Refill.free(sighting, order > 0 ? given - order : inFlight);
        boolean first = capacity == 0;
        capacity = Refill.limitOf(sighting, limit());
        level = Math.min(capacity, first || free < level ? free : level + (free - level) / 2);
        return false;
    }

    @Override
    public void refused() {}

    @Override
    public boolean isSure() {
        return true;
    }

    @Override
    public long waitMillis(long now) {
        return Math.max(SHORTEST_WAIT, millisFor(1 - level));
    }

    @Override
    public @Nullable Long resetInMillis(long now) {
        return null;
    }

    @Override
    public @Nullable Long wholeAt(long now) {
        return level < capacity ? now + millisFor(capacity - level) : null;
    }

    @Override
    public long keepMillis(long now) {
        return 2 * millisFor(capacity);
    }

    /** As long as it takes to fill. */
    @Override
    public long period(long now) {
        return capacity == 0 ? 0 : now / Math.max(1, millisFor(capacity));
    }

    @Override
    public double timeLeft(long now) {
        return 1;
    }

    private long millisFor(double permits) {
        return Math.min(LedgerUnits.LONGEST_MILLIS, (long) Math.ceil(permits / perMilli));
    }
}
