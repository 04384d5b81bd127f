// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.function.LongSupplier;

/** One ledger in memory as two replicas see it. */
public record TestLedgers(QuotaLedger a, QuotaLedger b) {

    /** @param nowMillis since the epoch */
    public static TestLedgers at(LongSupplier nowMillis) {
        LocalBuckets buckets = new LocalBuckets(1_000);
        return new TestLedgers(
                new LocalLedger(buckets, "a", () -> Portion.WHOLE, nowMillis),
                new LocalLedger(buckets, "b", () -> Portion.WHOLE, nowMillis));
    }
}
