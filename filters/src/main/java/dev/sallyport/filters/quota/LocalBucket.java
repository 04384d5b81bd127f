// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as this replica sees it. Calls take from its credit on any thread without a lock; all else happens in turns, see
 * {@link Settling}.
 */
final class LocalBucket {

    /** Names of parts come from answers. */
    private static final int MOST_PARTS = 4;

    /** Far from the limit a report may be so many times later: credit bounds what others do not know of. */
    private static final int UNHURRIED = 10;

    /** When the ledger is to be told. */
    private enum Due {
        NOT,
        SOMETIME,
        SOON
    }

    private final Bucket bucket;
    private final Workings workings;
    private final Turns turns = new Turns();
    private final Settling settling;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Integer> used = new ConcurrentHashMap<>();
    private volatile List<LocalBucket> parts = List.of();
    private volatile Credit credit = Credit.none();
    private volatile long tag;
    private volatile long endsAt;
    private volatile Due due = Due.NOT;
    private volatile boolean forgotten;

    /** Order of the last permit that was taken without any being left. */
    private final AtomicLong overdrawn = new AtomicLong();

    LocalBucket(Bucket bucket, Workings workings) {
        this.bucket = bucket;
        this.workings = workings;
        this.settling = new Settling(this, workings);
    }

    Bucket bucket() {
        return bucket;
    }

    BucketKey key() {
        return bucket.key();
    }

    LocalBucket other(Bucket named) {
        return workings.buckets().apply(named);
    }

    /** A permit on credit, in front of those held; null when the ledger must be asked. */
    @Nullable
    Permit tryTake(String connection, @Nullable Permit held, long now) {
        Credit from = credit;
        if (!from.isFor(connection, now)) {
            return null;
        }
        inFlight.incrementAndGet();
        long order = from.take();
        if (order == 0) {
            inFlight.decrementAndGet();
            return null;
        }
        if (!from.isUnlimited()) {
            countUse(connection);
            report(from.isHalfGone() ? Due.SOON : Due.SOMETIME);
        } else if (!from.isFresh(now)) {
            report(Due.SOON);
        }
        return new Permit(this, connection, from.tag(), order, now, held);
    }

    /** A permit whatever is left: where limits are only observed. */
    Permit overdraw(String connection, @Nullable Permit held, long now) {
        Permit permit = tryTake(connection, held, now);
        if (permit != null) {
            return permit;
        }
        inFlight.incrementAndGet();
        countUse(connection);
        turns.take(settling::overdrawn);
        return new Permit(this, connection, tag, overdrawn.incrementAndGet(), now, held);
    }

    /** For a waiter, outside of credit. */
    Permit permitFor(Waiter waiter, long order) {
        inFlight.incrementAndGet();
        countUse(waiter.connection());
        return new Permit(this, waiter.connection(), tag, order, workings.now(), waiter.held());
    }

    void await(Waiter waiter) {
        turns.take(() -> settling.await(waiter));
    }

    void leave(Waiter waiter) {
        turns.take(() -> settling.leave(waiter));
    }

    /** The waiter's time is up. */
    void expire(Waiter waiter) {
        turns.take(() -> settling.expire(waiter));
    }

    /** A call with this permit came to its end. */
    void ended(Permit permit) {
        inFlight.decrementAndGet();
        if (permit.tag() != 0) {
            report(Due.SOMETIME);
        }
    }

    /** A permit that was not used. */
    void takeBack(Permit permit) {
        inFlight.decrementAndGet();
        if (bucket.key().isShared()) {
            used.computeIfPresent(permit.connection(), (connection, count) -> count > 1 ? count - 1 : null);
        }
        if (permit.tag() != 0) {
            turns.take(() -> settling.takeBack(permit));
        }
    }

    boolean counts(Permit permit, long now) {
        return permit.tag() == tag && (tag == 0 || now - endsAt < 0);
    }

    /** What the answer told to a call with this permit, which may be of another bucket. A refusal stops this replica before anyone else hears of it. */
    void learn(@Nullable Sighting sighting, @Nullable Throttle throttle, Permit permit) {
        if (throttle != null || (sighting != null && endsCredit(sighting))) {
            credit.close();
        }
        turns.take(() -> settling.learn(sighting, throttle, permit));
    }

    /** Whether the ledger must be heard first: calls on the heels of this answer would spend what it says is not there. */
    private boolean endsCredit(Sighting sighting) {
        return credit.isUnlimited() || settling.outlook().isNear(sighting);
    }

    int untold() {
        return settling.untold();
    }

    void hear(Duration blockedFor) {
        credit.close();
        turns.take(() -> settling.hear(blockedFor));
    }

    private void report(Due wanted) {
        if (due.compareTo(wanted) < 0) {
            due = wanted;
            Duration interval = workings.settings().reportInterval();
            turns.take(() -> settling.reportIn(wanted == Due.SOON ? interval : interval.multipliedBy(UNHURRIED)));
        }
    }

    void inTurn(Runnable step) {
        turns.take(step);
    }

    private void countUse(String connection) {
        if (bucket.key().isShared()) {
            used.merge(connection, 1, Integer::sum);
        }
    }

    /** What it returns counts as reported. */
    Map<String, Integer> takeUsed() {
        due = Due.NOT;
        if (used.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> taken = new HashMap<>();
        for (String connection : List.copyOf(used.keySet())) {
            Integer count = used.remove(connection);
            if (count != null) {
                taken.put(connection, count);
            }
        }
        return taken;
    }

    Credit credit() {
        return credit;
    }

    void open(Credit next) {
        credit = next;
    }

    long tag() {
        return tag;
    }

    /**
     * @param given permits of the window, so far
     * @param end when permits of the window stop counting */
    void reckon(long window, long given, long end) {
        tag = window;
        overdrawn.set(given);
        endsAt = end;
    }

    /** The gate has another in mind from now on, or none: what is still to be said here is said once. */
    void forget() {
        forgotten = true;
        parts.forEach(LocalBucket::forget);
    }

    boolean isForgotten() {
        return forgotten;
    }

    int inFlight() {
        return inFlight.get();
    }

    boolean isBlocked(long now) {
        return settling.outlook().isBlocked(now);
    }

    long observedWait(long now) {
        return settling.outlook().observedWait(now);
    }

    /** Buckets that answers told of, which its calls are charged to as well. */
    List<LocalBucket> parts() {
        return parts;
    }

    /** Null when it has too many. */
    @Nullable
    LocalBucket part(Bucket named) {
        LocalBucket known = knownPart(named.key());
        return known != null ? known : addPart(named);
    }

    @Nullable
    LocalBucket knownPart(BucketKey key) {
        for (LocalBucket part : parts) {
            if (part.key().equals(key)) {
                return part;
            }
        }
        return null;
    }

    private synchronized @Nullable LocalBucket addPart(Bucket named) {
        LocalBucket known = knownPart(named.key());
        if (known != null || parts.size() >= MOST_PARTS) {
            return known;
        }
        LocalBucket[] more = Arrays.copyOf(parts.toArray(new LocalBucket[0]), parts.size() + 1);
        more[parts.size()] = new LocalBucket(named, workings);
        parts = List.of(more);
        return parts.getLast();
    }
}
