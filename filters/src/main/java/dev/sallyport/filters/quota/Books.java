// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The accounts of a bucket with the shared ledger and, while that is away, with the replica's own. Touched in turns only. */
final class Books {

    private final LocalBucket bucket;
    private final Workings workings;
    private final Account shared;
    private @Nullable Account own;

    /** Permits taken from the present credit that the accounts hold already. */
    private long absorbed;

    Books(LocalBucket bucket, Workings workings) {
        this.bucket = bucket;
        this.workings = workings;
        this.shared = new Account(bucket.bucket(), 0);
    }

    Account shared() {
        return shared;
    }

    boolean isShared(Account account) {
        return account.equals(shared);
    }

    /** The one by which the bucket stands now. */
    Account account() {
        return own == null ? shared : own;
    }

    /** Opened, where there is none, with what the shared ledger last said. */
    Account own(Outlook outlook) {
        if (own == null) {
            absorb();
            Standing last = outlook.lastUntil(workings.now(), shared.spentSinceHeard());
            own = new Account(bucket.bucket(), last == null ? 0 : last.window());
            if (last != null) {
                workings.link().own().seed(bucket.bucket(), last);
            }
        }
        return own;
    }

    void closeOwn() {
        own = null;
    }

    /** @param permit of the call that was answered, perhaps one of another bucket */
    void saw(@Nullable Sighting sighting, Permit permit, long now) {
        long delay = now - permit.admittedAt();
        shared.saw(sighting, orderIn(shared.window(), permit), delay, now);
        if (own != null) {
            own.saw(sighting, orderIn(-own.window(), permit), delay, now);
        }
    }

    private long orderIn(long tag, Permit permit) {
        return permit.bucket().equals(bucket) && tag != 0 && permit.tag() == tag ? permit.order() : 0;
    }

    void refused(Duration stayAway, long now) {
        shared.refused(stayAway, now);
        if (own != null) {
            own.refused(stayAway, now);
        }
    }

    void spent(long permits, boolean counts) {
        shared.spent(permits, counts);
        if (own != null) {
            own.spent(permits, counts);
        }
    }

    /** Takes down what calls took from the credit. */
    void absorb() {
        Credit credit = bucket.credit();
        long taken = credit.taken();
        spent(taken - absorbed, !credit.isUnlimited());
        absorbed = taken;
    }

    /** From now on calls take from this one; the one before is closed and absorbed. */
    void watch(Credit next) {
        absorbed = 0;
        bucket.open(next);
    }
}
