// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits that calls take without asking. Closing it is final, and what was taken before is known exactly: one of a taker and
 * a closer comes first.
 */
final class Credit {

    /** Taken off when closing, which leaves the count readable. */
    private static final long CLOSED = Long.MAX_VALUE / 2;

    private static final long MOST = CLOSED / 2;

    /** How long credit lasts without a new standing. */
    private static final long LIFE = Duration.ofSeconds(1).toNanos();

    static final Duration FOREVER = Duration.ofDays(10_000);

    private final AtomicLong left;
    private final long given;
    private final long tag;
    private final long order;
    private final long freshUntil;
    private final long validUntil;
    private final Set<String> overShare;

    /**
     * @param tag of the permits, see {@link Permit}
     * @param order of the last permit given out before these
     * @param freshUntil when the ledger should be asked again in the background, in {@link System#nanoTime}'s terms
     * @param validUntil when it ends
     * @param overShare connections that may not take from it
     */
    Credit(long permits, long tag, long order, long freshUntil, long validUntil, Set<String> overShare) {
        this.given = Math.min(permits, MOST);
        this.left = new AtomicLong(given);
        this.tag = tag;
        this.order = order;
        this.freshUntil = freshUntil;
        this.validUntil = validUntil;
        this.overShare = overShare;
    }

    /** None. */
    static Credit none() {
        return new Credit(0, 0, 0, 0, 0, Set.of());
    }

    /**
     * @param taken since the claim that the standing answers, so that the ledger does not know
     * @param recheck how soon a bucket without a limit is looked at again
     */
    static Credit of(Standing standing, long tag, long taken, Duration recheck, long now) {
        if (standing.credit() == Standing.UNLIMITED) {
            return new Credit(MOST, tag, 0, now + recheck.toNanos(), now + FOREVER.toNanos(), Set.of());
        }
        Duration resetIn = standing.resetIn();
        long until = now + (resetIn == null ? LIFE : Math.min(LIFE, resetIn.toNanos()));
        return new Credit(
                Math.max(0, standing.credit() - taken),
                tag,
                standing.given() + taken,
                until,
                until,
                standing.overShare());
    }

    boolean isFor(String connection, long now) {
        return left.get() > 0 && now - validUntil < 0 && (overShare.isEmpty() || !overShare.contains(connection));
    }

    boolean isForAll() {
        return overShare.isEmpty();
    }

    boolean isFresh(long now) {
        return now - freshUntil < 0;
    }

    boolean isUnlimited() {
        return given == MOST;
    }

    /** Its order in the window, see {@link Claim#sightingOrder}; 0 when none was left. */
    long take() {
        for (long now = left.get(); now > 0; now = left.get()) {
            if (left.compareAndSet(now, now - 1)) {
                return order + given - now + 1;
            }
        }
        return 0;
    }

    boolean isHalfGone() {
        return left.get() <= given / 2;
    }

    /** No permit is taken any more once this returns. */
    void close() {
        long now = left.get();
        while (now >= 0 && !left.compareAndSet(now, now - CLOSED - 1)) {
            now = left.get();
        }
    }

    long taken() {
        long now = left.get();
        return given - (now < 0 ? now + CLOSED + 1 : now);
    }

    long tag() {
        return tag;
    }
}
