// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as operators see it.
 *
 * @param limit null when not known
 * @param remaining permits left as the provider would count them, those in flight and on credit not yet taken off; null when no
 *     limit is known
 * @param resetAt null when not known
 * @param blockedUntil null when the provider may be called
 * @param waiting calls that wait for it, on all replicas
 */
public record BucketView(
        BucketKey key,
        @Nullable Long limit,
        @Nullable Long remaining,
        @Nullable Instant resetAt,
        @Nullable Instant blockedUntil,
        int waiting) {

    BucketView withWaiting(int other) {
        return new BucketView(key, limit, remaining, resetAt, blockedUntil, other);
    }
}
