// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * Names what a provider counts together.
 *
 * @param connection null where all connections of the integration share it
 * @param name tells buckets of one connection or integration apart, such as {@code default} or {@code search}; may hold
 *     anything a caller can put into a path or header
 */
public record BucketKey(
        String environment, String integration, @Nullable String connection, String name) {

    /** Whether connections share it, so that one of them could take it all. */
    public boolean isShared() {
        return connection == null;
    }

    /** Another bucket of the same connection or integration. */
    public BucketKey named(String other) {
        return new BucketKey(environment, integration, connection, other);
    }
}
