// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Reading;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What a call holds of one bucket, behind what it holds of others; the last one taken is the call's admission. */
final class Permit implements QuotaGate.Admission {

    private static final AtomicIntegerFieldUpdater<Permit> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Permit.class, "ended");

    private final LocalBucket bucket;
    private final String connection;
    private final long tag;
    private final long order;
    private final long admittedAt;
    private final @Nullable Permit before;
    private volatile int ended;

    /**
     * @param tag tells the window in which it counts: its number, negative where this replica decided alone; 0 without a limit
     * @param order see {@link Claim#sightingOrder}
     * @param admittedAt in {@link System#nanoTime}'s terms
     */
    Permit(LocalBucket bucket, String connection, long tag, long order, long admittedAt, @Nullable Permit before) {
        this.bucket = bucket;
        this.connection = connection;
        this.tag = tag;
        this.order = order;
        this.admittedAt = admittedAt;
        this.before = before;
    }

    @Override
    public void answered(Reading reading) {
        if (end()) {
            leaveAll();
            if (!reading.isEmpty()) {
                Lessons.teach(this, reading);
            }
        }
    }

    @Override
    public void failed() {
        if (end()) {
            leaveAll();
        }
    }

    @Override
    public void unsent() {
        unsentDownTo(null);
    }

    /** Gives back this one and those taken after {@code kept}. */
    @SuppressWarnings("ReferenceEquality") // a permit is only ever itself
    void unsentDownTo(@Nullable Permit kept) {
        if (end()) {
            for (Permit each = this; each != null && each != kept; each = each.before) {
                each.bucket.takeBack(each);
            }
        }
    }

    private boolean end() {
        return ENDED.compareAndSet(this, 0, 1);
    }

    private void leaveAll() {
        for (Permit each = this; each != null; each = each.before) {
            each.bucket.ended(each);
        }
    }

    /** Whether a window of one of the buckets ended since, so that the permit counts for nothing. */
    boolean isStale(long now) {
        for (Permit each = this; each != null; each = each.before) {
            if (!each.bucket.counts(each, now)) {
                return true;
            }
        }
        return false;
    }

    LocalBucket bucket() {
        return bucket;
    }

    String connection() {
        return connection;
    }

    long tag() {
        return tag;
    }

    long order() {
        return order;
    }

    long admittedAt() {
        return admittedAt;
    }

    @Nullable
    Permit before() {
        return before;
    }
}
