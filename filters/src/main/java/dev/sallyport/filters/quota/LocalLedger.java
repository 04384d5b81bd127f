// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.BucketState.Settled;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Counts for this replica alone, in memory: while the shared ledger is away it goes on within its part of each bucket.
 * Everything completes where it is subscribed to, without waiting.
 */
public final class LocalLedger implements QuotaLedger {

    private final LocalBuckets buckets;
    private final String replica;
    private final Supplier<Portion> portion;
    private final LongSupplier nowMillis;

    LocalLedger(LocalBuckets buckets, String replica, Supplier<Portion> portion, LongSupplier nowMillis) {
        this.buckets = buckets;
        this.replica = replica;
        this.portion = portion;
        this.nowMillis = nowMillis;
    }

    /**
     * Has every bucket for itself.
     *
     * @param nowMillis since the epoch; best by a clock that never goes back
     * @param mostBuckets the longest unused is forgotten first
     */
    public static LocalLedger alone(LongSupplier nowMillis, int mostBuckets) {
        return new LocalLedger(new LocalBuckets(mostBuckets), "self", () -> Portion.WHOLE, nowMillis);
    }

    /**
     * Has of every bucket the part of one replica, less a tenth: of what answers and the catalogue tell, too.
     *
     * @param replicas how many there are, as last known
     */
    public static LocalLedger fallback(LongSupplier nowMillis, int mostBuckets, IntSupplier replicas) {
        return new LocalLedger(
                new LocalBuckets(mostBuckets), "self", () -> Portion.among(replicas.getAsInt()), nowMillis);
    }

    /**
     * Goes on from what the shared ledger last said of a bucket, whatever was known of it here. The first claim's
     * {@code spent} counts as already taken off.
     */
    public void seed(Bucket bucket, Standing last) {
        buckets.put(BucketState.of(bucket, portion.get(), last, replica, nowMillis.getAsLong()));
    }

    @Override
    public Mono<Standing> settle(Claim claim) {
        return Mono.fromSupplier(() -> settleNow(claim));
    }

    @Override
    public Flux<BucketView> live(String environment) {
        return Flux.defer(() -> Flux.fromStream(buckets.all()))
                .filter(state -> state.key().environment().equals(environment))
                .mapNotNull(this::view);
    }

    @Override
    public void listen(Consumer<BucketNotice> listener) {
        buckets.listen(listener);
    }

    @Override
    public int replicas() {
        return 1;
    }

    private Standing settleNow(Claim claim) {
        long now = nowMillis.getAsLong();
        Portion part = portion.get();
        BucketState state = buckets.get(claim.bucket(), part, now);
        Settled settled;
        synchronized (state) {
            settled = state.settle(replica, portionOf(claim, part), replicas(), now);
        }
        Duration notice = settled.notice();
        if (notice != null) {
            buckets.tell(new BucketNotice(claim.bucket().key(), notice));
        }
        return settled.standing();
    }

    private static Claim portionOf(Claim claim, Portion part) {
        Sighting sighting = claim.sighting();
        if (sighting == null || part.equals(Portion.WHOLE)) {
            return claim;
        }
        return new Claim(
                claim.bucket(),
                claim.window(),
                claim.spent(),
                claim.inFlight(),
                claim.waiting(),
                part.of(sighting),
                claim.sightingOrder(),
                claim.blockFor(),
                claim.returned(),
                claim.used(),
                claim.wants());
    }

    private @Nullable BucketView view(BucketState state) {
        long now = nowMillis.getAsLong();
        synchronized (state) {
            return state.isForgotten(now) ? null : state.view(now);
        }
    }
}
