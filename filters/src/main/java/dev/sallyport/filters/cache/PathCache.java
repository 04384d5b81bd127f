// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.cache;

import com.github.benmanes.caffeine.cache.Caffeine;

/** Makes caches that calls read on their way. */
public final class PathCache {

    private PathCache() {}

    /**
     * A builder of caches that keep themselves in order on the thread that reads or writes. Caffeine would wake another
     * thread for every few reads, which costs a call more than the few steps that are to be done.
     */
    public static Caffeine<Object, Object> newBuilder() {
        return Caffeine.newBuilder().executor(Runnable::run);
    }
}
