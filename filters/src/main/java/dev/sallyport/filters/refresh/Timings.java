// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import java.time.Duration;

/** The timing of each connection, worked out on its first call and kept as long as the store's cache keeps the connection. */
final class Timings {

    private static final int MOST = 100_000;

    private final Cache<Connection, Timing> known =
            PathCache.newBuilder().weakKeys().maximumSize(MOST).build();
    private final Duration leastMargin;
    private final long salt;

    /**
     * @param salt this replica's own, so that replicas do not all find the same token due in the same moment
     */
    Timings(Duration leastMargin, long salt) {
        this.leastMargin = leastMargin;
        this.salt = salt;
    }

    Timing of(Provider provider, Connection connection) {
        Timing timing = known.getIfPresent(connection);
        if (timing == null) {
            timing = Timing.of(connection, provider.tokens().expirationBuffer(), leastMargin, chanceOf(connection));
            known.put(connection, timing);
        }
        return timing;
    }

    /**
     * The same for one generation of a connection however often it is read again: a new draw each time would in the end be the
     * lowest one for everybody. From 0 to 1, by the finisher of SplitMix64.
     */
    private double chanceOf(Connection connection) {
        long mixed = salt + connection.key().hashCode() * 0x9E3779B97F4A7C15L + connection.generation();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }
}
