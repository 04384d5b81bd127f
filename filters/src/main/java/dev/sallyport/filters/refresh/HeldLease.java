// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** A lease that was taken: extends itself while work goes on, and knows when it can no longer be trusted. */
final class HeldLease {

    /** It is extended when this part of it has passed, so that two failures in a row do not lose it. */
    private static final int RENEWED_AFTER = 3;

    private final RefreshLease lease;
    private final ConnectionKey key;
    private final String token;
    private final Duration ttl;
    private final RefreshTime time;
    private volatile long confirmedNanos;
    private volatile boolean lost;

    private HeldLease(
            RefreshLease lease, ConnectionKey key, String token, Duration ttl, RefreshTime time, long confirmedNanos) {
        this.lease = lease;
        this.key = key;
        this.token = token;
        this.ttl = ttl;
        this.time = time;
        this.confirmedNanos = confirmedNanos;
    }

    /** Empty when another holds it. */
    static Mono<HeldLease> acquire(
            RefreshLease lease, ConnectionKey key, String token, Duration ttl, RefreshTime time) {
        return Mono.defer(() -> {
            long asked = time.nanoTime().getAsLong();
            return lease.acquire(key, token, ttl)
                    // It may be ours without our knowing.
                    .onErrorResume(
                            StoreUnavailableException.class,
                            error -> lease.release(key, token)
                                    .onErrorComplete(StoreUnavailableException.class)
                                    .then(Mono.error(error)))
                    .filter(taken -> taken)
                    .map(_ -> new HeldLease(lease, key, token, ttl, time, asked));
        });
    }

    /** Whether nobody else can have taken it before so long from now. Counted from when it was asked for, not granted. */
    boolean lasts(Duration need) {
        return !lost && time.since(confirmedNanos).plus(need).compareTo(ttl) < 0;
    }

    /** Does the work, extends the lease meanwhile and gives it up at the end. */
    <T> Mono<T> during(Mono<T> work) {
        return Mono.usingWhen(Mono.just(this), held -> Mono.firstWithSignal(work, held.renewals()), HeldLease::release);
    }

    /** Never ends by itself. */
    private <T> Mono<T> renewals() {
        return Mono.defer(this::renew)
                .delaySubscription(ttl.dividedBy(RENEWED_AFTER), time.scheduler())
                .repeat(() -> !lost)
                .then(Mono.never());
    }

    private Mono<Boolean> renew() {
        long asked = time.nanoTime().getAsLong();
        return lease.renew(key, token, ttl)
                .doOnNext(ours -> confirm(ours, asked))
                .onErrorComplete(StoreUnavailableException.class);
    }

    private void confirm(boolean ours, long asked) {
        if (ours) {
            confirmedNanos = asked;
        } else {
            lost = true;
        }
    }

    private Mono<Void> release() {
        return lease.release(key, token).onErrorComplete(StoreUnavailableException.class);
    }
}
