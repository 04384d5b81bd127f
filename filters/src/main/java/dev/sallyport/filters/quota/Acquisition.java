// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** One call that gets its permits bucket by bucket, standing in the line of each where it must. */
final class Acquisition implements Waiter {

    /** How often it begins again because a window ended while it waited for another bucket. */
    private static final int MOST_ROUNDS = 3;

    private final Workings workings;
    private final Supplier<List<LocalBucket>> charged;
    private final QuotaGate.Ask ask;
    private final long deadline;
    private final MonoSink<QuotaGate.Admission> sink;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.NOTHING_HELD);
    private List<LocalBucket> buckets = List.of();
    private int next;
    private int rounds;
    private boolean stayed;
    private volatile @Nullable LocalBucket at;
    private volatile @Nullable Disposable timer;

    Acquisition(
            Workings workings,
            Supplier<List<LocalBucket>> charged,
            QuotaGate.Ask ask,
            MonoSink<QuotaGate.Admission> sink) {
        this.workings = workings;
        this.charged = charged;
        this.ask = ask;
        this.deadline = workings.now() + patience(workings, ask).toNanos();
        this.sink = sink;
    }

    /** The ledger's answer is waited for in any case. */
    private static Duration patience(Workings workings, QuotaGate.Ask ask) {
        Duration least = workings.settings().ledgerTimeout();
        return ask.maxWait().compareTo(least) < 0 ? least : ask.maxWait();
    }

    void start() {
        sink.onCancel(this::cancel);
        begin();
    }

    private void begin() {
        buckets = charged.get();
        next = 0;
        rounds++;
        proceed();
    }

    private void proceed() {
        while (next < buckets.size()) {
            LocalBucket bucket = buckets.get(next);
            Permit permit = bucket.tryTake(ask.connection(), held(), workings.now());
            if (permit == null) {
                waitFor(bucket);
                return;
            }
            if (!hold(permit)) {
                return;
            }
        }
        finish();
    }

    /** Nothing may follow: it may be served, on another thread, before this returns. */
    private void waitFor(LocalBucket bucket) {
        if (at == null) {
            long patience = Math.max(0, deadline - workings.now());
            timer = workings.scheduler().schedule(this::expire, patience, TimeUnit.NANOSECONDS);
        }
        at = bucket;
        if (isGone()) {
            ended();
            return;
        }
        bucket.await(this);
    }

    /** Whether the call is still there. */
    private boolean hold(Permit permit) {
        Progress before = progress.get();
        if (before.isOver() || !progress.compareAndSet(before, new Progress(permit, false))) {
            permit.bucket().takeBack(permit);
            return false;
        }
        next++;
        return true;
    }

    private void finish() {
        Progress before = progress.get();
        Permit all = before.held();
        if (before.isOver() || all == null) {
            return;
        }
        Permit earlier = all.before();
        if (earlier != null && rounds < MOST_ROUNDS && earlier.isStale(workings.now())) {
            if (progress.compareAndSet(before, Progress.NOTHING_HELD)) {
                all.unsent();
                begin();
            }
        } else if (end(before, all)) {
            sink.success(all);
        }
    }

    @Override
    public void granted(Permit permit) {
        if (hold(permit)) {
            proceed();
        }
    }

    @Override
    public void refused(LocalBucket by, Duration wait) {
        Progress before = progress.get();
        if (!before.isOver() && end(before, null)) {
            giveBack(before);
            workings.counts().refused().increment();
            sink.error(refusal(by, wait));
        }
    }

    /** The caller left. When it was served but did not get the admission any more, that ends here too. */
    private void cancel() {
        Progress before = progress.getAndSet(Progress.OVER);
        giveBack(before);
        if (!before.isOver()) {
            ended();
            LocalBucket bucket = at;
            if (bucket != null) {
                bucket.leave(this);
            }
        }
    }

    private void expire() {
        LocalBucket bucket = at;
        if (bucket != null) {
            bucket.expire(this);
        }
    }

    private boolean end(Progress before, @Nullable Permit delivered) {
        boolean ended = progress.compareAndSet(before, new Progress(delivered, true));
        if (ended) {
            ended();
        }
        return ended;
    }

    private void ended() {
        Disposable set = timer;
        if (set != null) {
            set.dispose();
        }
    }

    private static void giveBack(Progress progress) {
        Permit held = progress.held();
        if (held != null) {
            held.unsent();
        }
    }

    static GatewayException refusal(LocalBucket by, Duration wait) {
        long millis = Math.max(1, wait.plusNanos(999_999).toMillis());
        return new GatewayException(ErrorCode.RATE_LIMITED, "the provider's limit is reached, and the wait is too long")
                .with("retry_after_ms", millis)
                .with("bucket", by.key().name())
                .retryAfter(Duration.ofMillis(millis));
    }

    @Override
    public void stays() {
        if (!stayed) {
            stayed = true;
            workings.counts().held().increment();
        }
    }

    @Override
    public boolean isGone() {
        return progress.get().isOver();
    }

    @Override
    public String connection() {
        return ask.connection();
    }

    @Override
    public Priority priority() {
        return ask.priority();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public @Nullable Permit held() {
        return progress.get().held();
    }

    /** @param isOver served, refused or left */
    private record Progress(@Nullable Permit held, boolean isOver) {

        static final Progress NOTHING_HELD = new Progress(null, false);
        static final Progress OVER = new Progress(null, true);
    }
}
