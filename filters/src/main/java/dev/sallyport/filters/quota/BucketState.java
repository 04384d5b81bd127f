// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one bucket, and what each claim makes of it. Knows no clock: every call says what time it is, in
 * milliseconds. The script of the ledger in Redis does the same; one suite of tests holds them together.
 */
final class BucketState {

    /** Below this part of the limit, one in so many, nobody spends without asking. */
    private static final long NEAR = 5;

    /** What all replicas together may spend without asking, one in so many. */
    private static final long ON_CREDIT = 20;

    private static final long LEAST_KEPT = 60_000;
    private static final long MOST_KEPT = 25 * 3_600_000L;

    private final Bucket bucket;
    private final Refill refill;
    private final Hold hold = new Hold();
    private final ReplicaReports reports = new ReplicaReports();
    private final @Nullable FairShares shares;
    private boolean near;
    /** Read without a lock, by who looks for the bucket. */
    private volatile long keptUntil;

    BucketState(Bucket bucket, Portion portion, long now) {
        this(bucket, Refill.of(bucket.shape(), portion, now), now);
    }

    private BucketState(Bucket bucket, Refill refill, long now) {
        this.bucket = bucket;
        this.refill = refill;
        this.shares = bucket.key().isShared() ? new FairShares() : null;
        this.keptUntil = now + LEAST_KEPT;
    }

    /** A replica's portion of it, as another ledger last described the whole. */
    static BucketState of(Bucket bucket, Portion portion, Standing last, String replica, long now) {
        BucketState state = new BucketState(bucket, Refill.of(bucket.shape(), portion, last.window(), now), now);
        if (last.limit() != null) {
            Sighting whole = new Sighting(last.limit(), last.remaining(), last.resetIn(), null);
            state.refill.see(portion.of(whole), 0, 0, now);
        }
        if (last.blockedFor().isPositive()) {
            state.hold.block(now + LedgerUnits.millis(last.blockedFor()));
        }
        state.reports.expect(replica, last.window(), now);
        state.keptUntil = now + state.keepMillis(now);
        return state;
    }

    BucketShape shape() {
        return bucket.shape();
    }

    boolean isForgotten(long now) {
        return now >= keptUntil;
    }

    /** @param replicas how many share the bucket, as far as the caller knows */
    Settled settle(String replica, Claim claim, int replicas, long now) {
        boolean wasUnknown = refill.limit() == 0;
        advance(now);
        report(replica, claim, now);
        boolean wasSure = refill.isSure();
        see(claim, now);
        boolean confirmed = !wasSure && refill.isSure();
        if (confirmed) {
            hold.refilled(now);
        }
        // Others wait for the guess to be renewed, and would not ask before.
        boolean opened = confirmed && reports.waiting(now) > claim.waiting();
        boolean learned = wasUnknown && refill.limit() > 0;
        if (learned) {
            reports.startOver(replica);
        }
        if (claim.blockFor() != null) {
            refill.refused();
        }
        boolean refused = claim.blockFor() != null && hold.refuse(claim.blockFor(), now);
        Standing standing = grant(replica, claim, replicas, now);
        boolean news = comesNear() || learned || opened;
        keptUntil = now + keepMillis(now);
        return new Settled(standing, notice(refused, news, now));
    }

    /** Null while it limits nothing. */
    @Nullable
    BucketView view(long now) {
        advance(now);
        long blocked = hold.blockedMillis(now);
        boolean known = refill.limit() > 0;
        Long whole = known ? refill.wholeAt(now) : null;
        return known || blocked > 0
                ? new BucketView(
                        bucket.key(),
                        known ? refill.limit() : null,
                        known ? refill.available() : null,
                        whole == null ? null : Instant.ofEpochMilli(whole),
                        blocked > 0 ? Instant.ofEpochMilli(now + blocked) : null,
                        (int) reports.waiting(now))
                : null;
    }

    BucketKey key() {
        return bucket.key();
    }

    private void advance(long now) {
        if (refill.advance(now)) {
            refilled(now);
        }
        hold.advance(now);
    }

    private void report(String replica, Claim claim, long now) {
        refill.take(reports.merge(replica, claim, refill.window(), now), now);
        boolean current = claim.window() == refill.window();
        if (current && claim.returned() > 0) {
            refill.giveBack(claim.returned());
        }
        if (shares != null) {
            shares.turnTo(refill.period(now));
            claim.used().forEach((connection, permits) -> shares.add(connection, current ? permits : 0));
            claim.wants().forEach(want -> shares.add(want.connection(), 0));
        }
    }

    private void see(Claim claim, long now) {
        Sighting sighting = claim.sighting();
        if (sighting == null) {
            return;
        }
        if (refill.see(sighting, claim.sightingOrder(), reports.inFlight(now), now)) {
            refilled(now);
        }
        if (sighting.remaining() > 0 && claim.blockFor() == null) {
            hold.accepted(now);
        }
    }

    private void refilled(long now) {
        hold.refilled(now);
        near = false;
    }

    private Standing grant(String replica, Claim claim, int replicas, long now) {
        hold.expect(reports.waiting(now));
        if (shares != null) {
            shares.turnTo(refill.period(now));
        }
        Granting granting = new Granting(refill, hold, shares, now);
        claim.wants().forEach(granting::serve);
        reports.granted(replica, granting.total());
        Standing standing = standing(claim, granting, replicas, now);
        if (shares != null) {
            shares.settled();
        }
        return standing;
    }

    private Standing standing(Claim claim, Granting granting, int replicas, long now) {
        long limit = refill.limit();
        Long resetIn = refill.resetInMillis(now);
        return new Standing(
                refill.window(),
                limit == 0 ? null : limit,
                limit == 0 ? 0 : refill.available(),
                refill.given(),
                resetIn == null ? null : Duration.ofMillis(resetIn),
                Duration.ofMillis(hold.blockedMillis(now)),
                credit(replicas, now),
                granting.granted(),
                Duration.ofMillis(granting.retryInMillis()),
                limit == 0 || shares == null ? 0 : shares.share(limit),
                overShare(claim));
    }

    private long credit(int replicas, long now) {
        if (hold.blockedMillis(now) > 0 || Granting.isRamped(refill, hold, now)) {
            return 0;
        }
        if (refill.limit() == 0) {
            return Standing.UNLIMITED;
        }
        if (!refill.isSure() || isNear()) {
            return 0;
        }
        long parts = ON_CREDIT * Math.max(replicas, reports.live(now));
        long fair = refill.available() / parts;
        // One each may be more than the limit bears.
        return fair > 0 || parts > refill.limit() ? fair : 1;
    }

    private Set<String> overShare(Claim claim) {
        Set<String> over = new TreeSet<>();
        if (shares == null || refill.limit() == 0) {
            return over;
        }
        claim.used().keySet().stream()
                .filter(connection -> shares.isOver(connection, refill.limit()))
                .forEach(over::add);
        claim.wants().stream()
                .map(Want::connection)
                .filter(connection -> shares.isOver(connection, refill.limit()))
                .forEach(over::add);
        return over;
    }

    private boolean isNear() {
        return refill.available() * NEAR < refill.limit();
    }

    /** Whether it does for the first time since it was far. */
    private boolean comesNear() {
        if (refill.available() * 2 >= refill.limit()) {
            near = false;
        }
        boolean comes = refill.isSure() && isNear() && !near;
        near |= comes;
        return comes;
    }

    private @Nullable Duration notice(boolean refused, boolean news, long now) {
        if (refused) {
            return Duration.ofMillis(hold.blockedMillis(now));
        }
        return news ? Duration.ZERO : null;
    }

    private long keepMillis(long now) {
        return Math.clamp(Math.max(refill.keepMillis(now), hold.keepMillis(now)), LEAST_KEPT, MOST_KEPT);
    }

    /** @param notice for all replicas: how long to stay away, or zero; null where there is no news */
    record Settled(Standing standing, @Nullable Duration notice) {}
}
