// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Lets calls go as fast as their providers allow, all replicas together. Far from a limit a call costs a look at a map and
 * two atomic steps; near it, it waits its turn.
 */
public final class QuotaGate {

    /** A name this much longer counts as one bucket more. */
    private static final int NAME_PER_BUCKET = 512;

    private static final Admission FREE = new Admission() {
        @Override
        public void answered(Reading reading) {}

        @Override
        public void failed() {}

        @Override
        public void unsent() {}
    };

    private final QuotaMode mode;
    private final QuotaLedger ledger;
    private final Workings workings;
    private final Cache<BucketKey, LocalBucket> buckets;

    /**
     * @param scheduler for timers: must not block, and runs only short steps
     * @param nanoTime as {@link System#nanoTime}
     */
    public QuotaGate(QuotaSettings settings, QuotaLedger ledger, Scheduler scheduler, LongSupplier nanoTime) {
        this.mode = settings.mode();
        this.ledger = ledger;
        this.buckets = PathCache.newBuilder()
                .maximumWeight(settings.bucketsRemembered())
                .weigher((BucketKey key, LocalBucket bucket) -> 1 + key.name().length() / NAME_PER_BUCKET)
                .evictionListener((@Nullable BucketKey key, @Nullable LocalBucket bucket, RemovalCause cause) -> {
                    if (bucket != null) {
                        bucket.forget();
                    }
                })
                .build();
        LocalLedger own =
                LocalLedger.fallback(millisSinceNow(nanoTime), settings.bucketsRemembered(), ledger::replicas);
        LedgerLink link = new LedgerLink(ledger, own, settings.ledgerTimeout(), scheduler, nanoTime);
        this.workings = new Workings(settings, link, scheduler, nanoTime, this::findOrMake, new Workings.Counts());
        if (mode != QuotaMode.OFF) {
            ledger.listen(this::hear);
        }
    }

    /** Far from zero, which the ledger takes for never. */
    private static LongSupplier millisSinceNow(LongSupplier nanoTime) {
        long start = nanoTime.getAsLong() - TimeUnit.DAYS.toNanos(1);
        return () -> TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    /** Whether calls are made to wait, or only counted. */
    public boolean holdsBack() {
        return mode == QuotaMode.ENFORCE;
    }

    /** Of each bucket a permit at once; null where one of them must be asked for by {@link #admit}. */
    public @Nullable Admission tryAdmit(List<Bucket> charged, String connection, Priority priority) {
        if (mode == QuotaMode.OFF) {
            return FREE;
        }
        long now = workings.now();
        Permit held = null;
        for (int i = 0; i < charged.size(); i++) {
            LocalBucket bucket = buckets.getIfPresent(charged.get(i).key());
            Permit more = bucket == null ? null : takeWithParts(bucket, connection, held, now);
            if (more == null) {
                return giveUp(held);
            }
            held = more;
        }
        return held == null ? FREE : held;
    }

    /** In front of those held; null, with only those still held, where one is missing. */
    private static @Nullable Permit takeWithParts(
            LocalBucket bucket, String connection, @Nullable Permit held, long now) {
        Permit all = bucket.tryTake(connection, held, now);
        List<LocalBucket> parts = bucket.parts();
        for (int i = 0; all != null && i < parts.size(); i++) {
            Permit more = parts.get(i).tryTake(connection, all, now);
            if (more == null) {
                all.unsentDownTo(held);
            }
            all = more;
        }
        return all;
    }

    private static @Nullable Admission giveUp(@Nullable Permit held) {
        if (held != null) {
            held.unsent();
        }
        return null;
    }

    /**
     * Waits for a permit of each bucket, fairly. Fails with {@code rate_limited} at once when the wait is known to be longer
     * than asked for, else when that has passed. Who cancels leaves the line.
     *
     * <p>Completes on the thread that frees a permit. Who cancels may still get an admission that was on its way: so end it
     * where its use ends, {@code flatMap(admission -> use.doFinally(…))}, and if an operator like {@code publishOn} is between, add
     * {@code doOnDiscard(Admission.class, Admission::unsent)}.
     */
    public Mono<Admission> admit(List<Bucket> charged, Ask ask) {
        return switch (mode) {
            case OFF -> Mono.just(FREE);
            case OBSERVE -> Mono.fromSupplier(() -> observe(charged, ask));
            case ENFORCE -> Mono.create(sink -> new Acquisition(workings, () -> withParts(charged), ask, sink).start());
        };
    }

    private Admission observe(List<Bucket> charged, Ask ask) {
        long now = workings.now();
        long wait = 0;
        Permit held = null;
        for (LocalBucket bucket : withParts(charged)) {
            wait = Math.max(wait, bucket.observedWait(now));
            held = bucket.overdraw(ask.connection(), held, now);
        }
        if (wait > ask.maxWait().toNanos()) {
            workings.counts().refused().increment();
        } else if (wait > 0) {
            workings.counts().held().increment();
        }
        return held == null ? FREE : held;
    }

    private List<LocalBucket> withParts(List<Bucket> charged) {
        List<LocalBucket> all = new ArrayList<>(charged.size() + 1);
        for (Bucket each : charged) {
            LocalBucket bucket = findOrMake(each);
            all.add(bucket);
            all.addAll(bucket.parts());
        }
        return all;
    }

    private LocalBucket findOrMake(Bucket bucket) {
        return buckets.get(bucket.key(), key -> new LocalBucket(bucket, workings));
    }

    /** The buckets of an environment as the ledger has them, with those who came or went here since it was told. */
    public Flux<BucketView> live(String environment) {
        return ledger.live(environment).map(this::withWaiting);
    }

    private BucketView withWaiting(BucketView view) {
        LocalBucket bucket = known(view.key());
        int untold = bucket == null ? 0 : bucket.untold();
        return untold == 0 ? view : view.withWaiting(Math.max(0, view.waiting() + untold));
    }

    /** For gauges; looks at every bucket. */
    public GateStats stats() {
        long now = workings.now();
        int blocked = 0;
        int inFlight = 0;
        for (LocalBucket bucket : buckets.asMap().values()) {
            blocked += bucket.isBlocked(now) ? 1 : 0;
            inFlight += bucket.inFlight();
            for (LocalBucket part : bucket.parts()) {
                blocked += part.isBlocked(now) ? 1 : 0;
                inFlight += part.inFlight();
            }
        }
        Workings.Counts counts = workings.counts();
        return new GateStats(
                buckets.estimatedSize(),
                blocked,
                inFlight,
                counts.waiting().get(),
                counts.held().sum(),
                counts.refused().sum(),
                workings.link().isAway());
    }

    private void hear(BucketNotice notice) {
        LocalBucket bucket = known(notice.key());
        if (bucket != null) {
            bucket.hear(notice.blockedFor());
        }
    }

    private @Nullable LocalBucket known(BucketKey key) {
        LocalBucket bucket = buckets.getIfPresent(key);
        int slash = key.name().lastIndexOf('/');
        if (bucket != null || slash < 0) {
            return bucket;
        }
        LocalBucket whole = buckets.getIfPresent(key.named(key.name().substring(0, slash)));
        return whole == null ? null : whole.knownPart(key);
    }

    /**
     * Who asks.
     *
     * @param maxWait how long the call may wait; never shorter than it takes to ask the ledger
     */
    public record Ask(String connection, Priority priority, Duration maxWait) {

        public Ask {
            if (maxWait.isNegative()) {
                throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: >= 0)");
            }
        }
    }

    /** A call may be sent. Exactly one of these ends it; further ones do nothing. */
    public interface Admission {

        /**
         * The head of the answer came.
         *
         * @param reading {@link Reading#NONE} when it tells nothing of limits
         */
        void answered(Reading reading);

        /** It was sent, and no answer came or nobody waits for one. */
        void failed();

        /** It was never sent. */
        void unsent();
    }
}
