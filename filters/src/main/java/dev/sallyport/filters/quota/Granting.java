// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the wants of one claim, in their order. */
final class Granting {

    /** When a connection that used its share may ask again, in milliseconds: what others leave grows with time. */
    private static final long SHARE_WAIT = 100;

    private final Refill refill;
    private final Hold hold;
    private final @Nullable FairShares shares;
    private final boolean ramped;
    private final long now;
    private final List<Integer> granted = new ArrayList<>();
    private long retryIn = Long.MAX_VALUE;

    Granting(Refill refill, Hold hold, @Nullable FairShares shares, long now) {
        this.refill = refill;
        this.hold = hold;
        this.shares = shares;
        this.ramped = isRamped(refill, hold, now);
        this.now = now;
    }

    /** Whether permits are given out one after the other. Without a limit and after refusals nothing else slows calls down. */
    static boolean isRamped(Refill refill, Hold hold, long now) {
        return hold.isRamping(now) || (refill.limit() == 0 && hold.hasStrikes());
    }

    void serve(Want want) {
        long allowed = allowed(want);
        long served = ramped ? Math.min(allowed, hold.due(now)) : allowed;
        take(want.connection(), served);
        granted.add((int) served);
        if (allowed < want.permits()) {
            hold.starved();
            retryIn = Math.min(retryIn, waitMillis());
        }
        if (served < allowed) {
            retryIn = Math.min(retryIn, hold.waitMillis(now));
        }
    }

    List<Integer> granted() {
        return granted;
    }

    long total() {
        return granted.stream().mapToLong(Integer::longValue).sum();
    }

    /** 0 where every want was served in full. */
    long retryInMillis() {
        return retryIn == Long.MAX_VALUE ? 0 : retryIn;
    }

    private long allowed(Want want) {
        if (hold.blockedMillis(now) > 0) {
            return 0;
        }
        long limit = refill.limit();
        if (limit == 0) {
            return want.permits();
        }
        return shares == null
                ? Math.min(want.permits(), refill.available())
                : shares.most(want.connection(), want.permits(), refill.available(), limit, refill.timeLeft(now));
    }

    private void take(String connection, long permits) {
        refill.take(permits, now);
        if (ramped && permits > 0) {
            hold.take(permits, now);
        }
        if (shares != null) {
            shares.grant(connection, permits);
        }
    }

    private long waitMillis() {
        long blocked = hold.blockedMillis(now);
        if (blocked > 0) {
            return blocked;
        }
        return refill.available() == 0 ? refill.waitMillis(now) : SHARE_WAIT;
    }
}
