// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The way to the shared ledger, and to this replica's own while that does not answer. The one place that subscribes: a claim
 * speaks for many calls, so it must not end with one of them, and a report for none.
 */
final class LedgerLink {

    private static final Logger log = LoggerFactory.getLogger(LedgerLink.class);

    /** How long a ledger that did not answer is left alone. */
    static final Duration PAUSE = Duration.ofMillis(250);

    /** Lost replies are no reason to decide alone: what others take meanwhile is not known then. */
    private static final int ATTEMPTS = 3;

    private static final Duration GRACE = PAUSE.multipliedBy(2);

    private static final Duration COMPLAINT_PAUSE = Duration.ofMinutes(1);

    private final QuotaLedger shared;
    private final LocalLedger own;
    private final Duration timeout;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final AtomicLong probeAt = new AtomicLong();
    private volatile boolean away;
    private volatile boolean returning;
    private volatile long backAt;
    private long complainedAt;

    LedgerLink(QuotaLedger shared, LocalLedger own, Duration timeout, Scheduler scheduler, LongSupplier nanoTime) {
        this.shared = shared;
        this.own = own;
        this.timeout = timeout;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.complainedAt = nanoTime.getAsLong();
    }

    /** Also for a moment after it came back, until what replicas took meanwhile is reported: the first would take what others had. */
    boolean isAway() {
        return away && !(returning && nanoTime.getAsLong() - backAt >= GRACE.toNanos());
    }

    LocalLedger own() {
        return own;
    }

    /** Whether the ledger is to be told something though it is away, to see if it answers again: now and then, or as it does. */
    boolean mayProbe() {
        if (returning) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long due = probeAt.get();
        return now - due >= 0 && probeAt.compareAndSet(due, now + PAUSE.toNanos());
    }

    void settle(Claim claim, Consumer<Standing> answered, Runnable failed) {
        ask(claim, ATTEMPTS)
                .single()
                .doOnNext(standing -> cameBack())
                .doOnError(this::wentAway)
                .subscribe(answered, error -> failed.run());
    }

    private Mono<Standing> ask(Claim claim, int attempts) {
        Duration patience = timeout.dividedBy(ATTEMPTS);
        Mono<Standing> asked = Mono.defer(() -> shared.settle(claim));
        return attempts == 1
                ? asked.timeout(patience, scheduler)
                : asked.timeout(patience, Mono.defer(() -> ask(claim.again(), attempts - 1)), scheduler);
    }

    /** Answers before it returns. */
    void settleAlone(Claim claim, Consumer<Standing> answered) {
        own.settle(claim).subscribe(answered);
    }

    private void cameBack() {
        if (away) {
            returned();
        }
    }

    private synchronized void returned() {
        if (!returning) {
            backAt = nanoTime.getAsLong();
            returning = true;
        } else if (!isAway()) {
            away = false;
            returning = false;
        }
    }

    /** Said once a minute at most: where only some keys are away, this changes with every claim. */
    private synchronized void wentAway(Throwable error) {
        long now = nanoTime.getAsLong();
        probeAt.set(now + PAUSE.toNanos());
        away = true;
        returning = false;
        if (now - complainedAt >= 0) {
            complainedAt = now + COMPLAINT_PAUSE.toNanos();
            log.warn("the ledger of quotas does not answer, so this replica decides alone: {}", reason(error));
        }
    }

    private static String reason(Throwable error) {
        return error instanceof TimeoutException ? "timeout" : String.valueOf(error.getMessage());
    }
}
