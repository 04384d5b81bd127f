// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.quota.QuotaLedgerContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisQuotaLedgerContractTest extends QuotaLedgerContract {

    private static TimelessLedgers ledgers;

    @BeforeAll
    static void start() {
        ledgers = new TimelessLedgers();
    }

    @AfterAll
    static void stop() {
        ledgers.close();
    }

    @Override
    public QuotaLedger ledger(String replica) {
        return replica.equals("a") ? ledgers.a : ledgers.b;
    }

    @Override
    public void pass(Duration time) {
        ledgers.pass(time);
    }
}
