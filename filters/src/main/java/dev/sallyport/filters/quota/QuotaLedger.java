// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What all replicas know of the buckets together. Times in and out are lengths, never moments: the ledger's own clock counts,
 * so a replica whose clock is wrong grants nothing extra.
 */
public interface QuotaLedger {

    /**
     * Merges what a replica saw and used, then grants what it wants, atomically. Sending a claim again changes nothing but
     * the grants, since its counts are totals.
     *
     * <p>Fails with {@link dev.sallyport.filters.error.StoreUnavailableException}, within the time a request may wait for the
     * store; whether the claim was merged is then unknown, and nothing was granted.
     */
    Mono<Standing> settle(Claim claim);

    /** The buckets of an environment that limit something now or did within their last window, in no order. */
    Flux<BucketView> live(String environment);

    /**
     * Hears of buckets that became limited or blocked anywhere, this replica included, at best within milliseconds; may miss some. Called
     * on a thread that must not block.
     */
    void listen(Consumer<BucketNotice> listener);

    /** How many replicas share the ledger, as last known; at least 1. */
    int replicas();
}
