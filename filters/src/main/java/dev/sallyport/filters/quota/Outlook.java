// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lies ahead of a bucket as its last standing and refusal said. Moments are in {@link System#nanoTime}'s terms. */
final class Outlook {

    /** How long a standing is good enough to refuse a call by it. */
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /** Asking again sooner brings nothing. */
    private static final Duration LEAST_WAIT = Duration.ofMillis(10);

    private static final Duration UNTOLD_WAIT = Duration.ofMillis(100);

    private final boolean hasWindows;
    private volatile long blockedUntil;
    private volatile @Nullable Standing last;
    private volatile long learnedAt;
    private long nextAt;
    private boolean exhausted;
    private boolean othersMayDiffer;
    private Set<String> unserved = Set.of();

    /** @param hasWindows else permits come back at moments that are known */
    Outlook(boolean hasWindows, long now) {
        this.hasWindows = hasWindows;
        blockedUntil = now;
        learnedAt = now - FRESH;
        nextAt = now;
    }

    /** Blocks are never cut short. */
    void block(long until) {
        if (until - blockedUntil > 0) {
            blockedUntil = until;
        }
    }

    /** @param othersMayDiffer whether connections that did not ask may get permits where these did not */
    void learn(Standing standing, List<Want> wants, boolean othersMayDiffer, long now) {
        last = standing;
        learnedAt = now;
        block(now + standing.blockedFor().toNanos());
        unserved = unserved(wants, standing.granted());
        Duration retryIn = retryIn(standing);
        nextAt = unserved.isEmpty() ? now : now + retryIn.toNanos();
        exhausted = !unserved.isEmpty()
                && standing.limit() != null
                && standing.remaining() == 0
                && (!hasWindows || isToEnd(retryIn, standing.resetIn()));
        this.othersMayDiffer = othersMayDiffer && !exhausted;
    }

    /** A shorter wait is for an answer that may come any time. */
    private static boolean isToEnd(Duration retryIn, @Nullable Duration resetIn) {
        return resetIn != null && retryIn.compareTo(resetIn) >= 0;
    }

    private static Set<String> unserved(List<Want> wants, List<Integer> granted) {
        Set<String> unserved = new HashSet<>();
        for (int i = 0; i < wants.size(); i++) {
            if (i >= granted.size() || granted.get(i) < wants.get(i).permits()) {
                unserved.add(wants.get(i).connection());
            }
        }
        return unserved;
    }

    private static Duration retryIn(Standing standing) {
        Duration told = standing.retryIn().isPositive() ? standing.retryIn() : UNTOLD_WAIT;
        return told.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : told;
    }

    /** A permit went back, so that asking may bring something. */
    void brighten(long now) {
        exhausted = false;
        nextAt = now;
    }

    boolean isKnown() {
        return last != null;
    }

    boolean isBlocked(long now) {
        return blockedUntil - now > 0;
    }

    /** Whether a call of this connection would get nothing before {@link #nextAt}. */
    boolean isInVain(String connection, long now) {
        return isBlocked(now) || (nextAt - now > 0 && (!othersMayDiffer || unserved.contains(connection)));
    }

    long nextAt() {
        return blockedUntil - nextAt > 0 ? blockedUntil : nextAt;
    }

    /** How long nobody will get anything for sure; zero when that is not known. */
    long knownWait(long now) {
        long blocked = Math.max(0, blockedUntil - now);
        boolean tells = exhausted && now - learnedAt < FRESH;
        return tells ? Math.max(blocked, nextAt - now) : blocked;
    }

    /** Whether calls would be held now if they were: for counting only. */
    long observedWait(long now) {
        Standing standing = last;
        long blocked = Math.max(0, blockedUntil - now);
        if (standing == null || standing.limit() == null || standing.remaining() > 0 || standing.resetIn() == null) {
            return blocked;
        }
        return Math.max(blocked, learnedAt + standing.resetIn().toNanos() - now);
    }

    boolean isNear(Sighting sighting) {
        Long limit = sighting.limit();
        if (limit == null && last != null) {
            limit = last.limit();
        }
        return limit == null || sighting.remaining() * 5 < limit;
    }

    /** The last standing as it is now, for another ledger to go on from. */
    @Nullable
    Standing lastUntil(long now, long takenSince) {
        Standing standing = last;
        if (standing == null) {
            return null;
        }
        Duration resetIn = standing.resetIn();
        long passed = now - learnedAt;
        return new Standing(
                standing.window(),
                standing.limit(),
                Math.max(0, standing.remaining() - takenSince),
                0,
                resetIn == null ? null : Duration.ofNanos(Math.max(0, resetIn.toNanos() - passed)),
                Duration.ofNanos(Math.max(0, blockedUntil - now)),
                0,
                List.of(),
                Duration.ZERO,
                0,
                Set.of());
    }
}
