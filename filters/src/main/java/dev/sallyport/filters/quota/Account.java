// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This replica's use of a bucket as one ledger knows it, and what that ledger has yet to hear. Touched in turns only. */
final class Account {

    private final Bucket bucket;
    private long window;
    private long spent;
    private long spentSinceClaim;

    /** Spent in claims of which it is not known whether they were heard. */
    private long spentInDoubt;

    private int returned;

    private @Nullable SeenSoFar seen;
    private boolean refused;

    /** When the provider may be called again as it said itself; null when it only refused. */
    private @Nullable Long stayAwayUntil;

    /** Grows with each piece of news, so that what came while a claim was on its way is not taken for told. */
    private int news;

    private int claimedNews;

    /** @param window the ledger's current one; 0 when not known */
    Account(Bucket bucket, long window) {
        this.bucket = bucket;
        this.window = window;
    }

    /** @param order 0 when the call was admitted in another window or by another ledger */
    void saw(@Nullable Sighting sighting, long order, long delay, long now) {
        if (sighting != null) {
            SeenSoFar later = SeenSoFar.of(sighting, order, delay, now);
            seen = seen == null ? later : seen.and(later, bucket.shape());
            news++;
        }
    }

    /** @param stayAway zero when the provider did not say how long */
    void refused(Duration stayAway, long now) {
        refused = true;
        if (stayAway.isPositive()) {
            long until = now + stayAway.toNanos();
            stayAwayUntil = stayAwayUntil == null || until - stayAwayUntil > 0 ? Long.valueOf(until) : stayAwayUntil;
        }
        news++;
    }

    /** @param counts not while nothing limits, when nobody counts */
    void spent(long permits, boolean counts) {
        spentSinceClaim += permits;
        if (counts) {
            spent += permits;
        }
    }

    /** Only permits that the ledger took off. */
    void returned(int permits) {
        returned += permits;
    }

    /** @param used forgotten with {@code returned} when the claim fails: telling them twice would count them twice */
    Claim claim(int inFlight, int waiting, Map<String, Integer> used, List<Want> wants, long now) {
        claimedNews = news;
        spentInDoubt += spentSinceClaim;
        spentSinceClaim = 0;
        int back = returned;
        returned = 0;
        return new Claim(
                bucket,
                window,
                spent,
                inFlight,
                waiting,
                seen == null ? null : seen.toSighting(now),
                seen == null ? 0 : seen.order(),
                refused ? restOfBlock(now) : null,
                back,
                used,
                wants);
    }

    private @Nullable Duration restOfBlock(long now) {
        if (stayAwayUntil == null) {
            return Duration.ZERO;
        }
        long rest = stayAwayUntil - now;
        return rest > 0 ? Duration.ofNanos(rest) : null;
    }

    /**
     * The last claim was heard. Counts belong to their window, so a new one starts with what the claim did not hold.
     *
     * @param wasUnlimited so that what was taken since the claim is not counted yet
     */
    void heard(Standing standing, boolean wasUnlimited) {
        if (claimedNews == news) {
            seen = null;
            refused = false;
            stayAwayUntil = null;
        }
        spentInDoubt = 0;
        long uncounted = standing.limit() == null ? 0 : spentSinceClaim;
        if (standing.window() != window) {
            window = standing.window();
            spent = uncounted;
            returned = 0;
            seen = seen == null ? null : seen.withoutOrder();
        } else if (wasUnlimited) {
            spent += uncounted;
        }
    }

    long window() {
        return window;
    }

    long spentSinceClaim() {
        return spentSinceClaim;
    }

    /** What the ledger's last standing may not have taken off. */
    long spentSinceHeard() {
        return spentInDoubt + spentSinceClaim;
    }

    /** Whether its ledger has something to hear. */
    boolean isBehind() {
        return hasNews() || spentSinceHeard() > 0;
    }

    boolean hasNews() {
        return seen != null || refused;
    }
}
