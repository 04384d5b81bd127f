// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A log of what was taken within the last window: to the millisecond up to a thousand permits, else in a thousand slots. */
final class SlidingRefill implements Refill {

    private static final int MOST_SLOTS = 1_000;

    /** Permits that come back at once and wake many, however small the bucket. */
    private static final long MANY = 10;

    private final long declared;
    private final long length;
    private final long slot;
    private final long window;
    private final Deque<Taken> log = new ArrayDeque<>();

    /** 0 when not told. */
    private long told;

    private long sum;
    private long given;

    SlidingRefill(Sliding shape, long window) {
        this.declared = LedgerUnits.permits(shape.limit());
        this.length = LedgerUnits.millis(shape.window());
        this.slot = declared <= MOST_SLOTS ? 1 : (length + MOST_SLOTS - 1) / MOST_SLOTS;
        this.window = window;
    }

    @Override
    public boolean advance(long now) {
        boolean wasEmpty = available() == 0;
        while (!log.isEmpty() && backAt(log.getFirst()) <= now) {
            sum -= log.removeFirst().permits();
        }
        return wasEmpty && available() >= Math.max(MANY, limit() / 5);
    }

    @Override
    public long window() {
        return window;
    }

    @Override
    public long limit() {
        return told > 0 ? Math.min(declared, told) : declared;
    }

    @Override
    public long available() {
        return Math.max(0, limit() - sum);
    }

    @Override
    public long given() {
        return given;
    }

    @Override
    public void take(long permits, long now) {
        given += permits;
        log(permits, now);
    }

    private void log(long permits, long now) {
        if (permits == 0) {
            return;
        }
        long start = now - now % slot;
        long before = !log.isEmpty() && log.getLast().slot() == start
                ? log.removeLast().permits()
                : 0;
        log.addLast(new Taken(start, before + permits));
        sum += permits;
    }

    @Override
    public void giveBack(long permits) {
        if (available() + permits > limit()) {
            return;
        }
        given = Math.max(0, given - permits);
        long left = permits;
        while (left > 0 && !log.isEmpty()) {
            Taken last = log.removeLast();
            long back = Math.min(left, last.permits());
            if (back < last.permits()) {
                log.addLast(new Taken(last.slot(), last.permits() - back));
            }
            left -= back;
            sum -= back;
        }
    }

    /** The provider may know of calls that are not ours, never of permits that we have not used. */
    @Override
    public boolean see(Sighting sighting, long order, long inFlight, long now) {
        if (sighting.limit() != null) {
            told = LedgerUnits.permits(sighting.limit());
        }
        log(Math.max(0, available() - Refill.free(sighting, order > 0 ? given - order : inFlight)), now);
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
        return log.isEmpty() ? SHORTEST_WAIT : Math.max(SHORTEST_WAIT, backAt(log.getFirst()) - now);
    }

    @Override
    public @Nullable Long resetInMillis(long now) {
        return null;
    }

    @Override
    public @Nullable Long wholeAt(long now) {
        return log.isEmpty() ? null : backAt(log.getLast());
    }

    @Override
    public long keepMillis(long now) {
        return 2 * length;
    }

    @Override
    public long period(long now) {
        return now / length;
    }

    @Override
    public double timeLeft(long now) {
        return 1;
    }

    private long backAt(Taken taken) {
        return taken.slot() + slot - 1 + length + MARGIN;
    }

    /** @param slot its first millisecond */
    private record Taken(long slot, long permits) {}
}
