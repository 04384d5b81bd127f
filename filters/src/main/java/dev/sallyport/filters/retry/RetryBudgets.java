// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.egress.UpstreamOrigin;
import java.time.Duration;

/** This replica's budget of each upstream host. */
final class RetryBudgets {

    private static final int MOST_HOSTS = 10_000;

    private final LoadingCache<UpstreamOrigin, RetryBudget> budgets;

    RetryBudgets(RetrySettings settings) {
        this.budgets = PathCache.newBuilder()
                .maximumSize(MOST_HOSTS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(origin -> new RetryBudget(settings.budgetShare(), settings.budgetPerSecond()));
    }

    RetryBudget of(UpstreamOrigin origin) {
        return budgets.get(origin);
    }
}
