// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether invalidations arrive. Each loss and each return starts a new epoch; what was loaded in an earlier one may have missed
 * an invalidation and is asked for again before it is used, unless Redis is away.
 */
final class LinkState {

    private final AtomicLong epoch = new AtomicLong();
    private volatile boolean linked;

    long epoch() {
        return epoch.get();
    }

    boolean isLinked() {
        return linked;
    }

    void linked() {
        epoch.incrementAndGet();
        linked = true;
    }

    void unlinked() {
        linked = false;
        epoch.incrementAndGet();
    }
}
