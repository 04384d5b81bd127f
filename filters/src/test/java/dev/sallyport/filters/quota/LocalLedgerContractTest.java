// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class LocalLedgerContractTest extends QuotaLedgerContract {

    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final LocalBuckets buckets = new LocalBuckets(1_000);
    private final LocalLedger a = new LocalLedger(buckets, "a", () -> Portion.WHOLE, now::get);
    private final LocalLedger b = new LocalLedger(buckets, "b", () -> Portion.WHOLE, now::get);

    @Override
    public QuotaLedger ledger(String replica) {
        return replica.equals("a") ? a : b;
    }

    @Override
    public void pass(Duration time) {
        now.addAndGet(time.toMillis());
    }
}
