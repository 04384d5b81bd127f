// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Bucket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What the buckets of a gate share.
 *
 * @param buckets finds or makes the one of a name
 * @param nanoTime only ever compared with itself: no clock that anyone sets
 */
record Workings(
        QuotaSettings settings,
        LedgerLink link,
        Scheduler scheduler,
        LongSupplier nanoTime,
        Function<Bucket, LocalBucket> buckets,
        Counts counts) {

    long now() {
        return nanoTime.getAsLong();
    }

    record Counts(AtomicInteger waiting, LongAdder held, LongAdder refused) {

        Counts() {
            this(new AtomicInteger(), new LongAdder(), new LongAdder());
        }
    }
}
