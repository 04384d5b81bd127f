// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.UUID;

/** What every {@link QuotaLedger} does. Each test has an environment of its own, so ledgers may be shared. */
public abstract class QuotaLedgerContract
        implements FirstSightingContract,
                WindowContract,
                RollingContract,
                SpendingContract,
                RefusalContract,
                ShareContract,
                ShapeContract,
                NoticeContract,
                ListingContract {

    private final String environment = "env-" + UUID.randomUUID();

    @Override
    public String environment() {
        return environment;
    }
}
