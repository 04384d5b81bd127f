// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one answer says of a bucket.
 *
 * @param limit permits of a whole window, or the capacity; null when not told
 * @param remaining permits left when the provider wrote the answer; never negative
 * @param resetIn from now until the bucket is whole again; null when not told
 * @param window length of the whole window; null when not told
 */
public record Sighting(
        @Nullable Long limit,
        long remaining,
        @Nullable Duration resetIn,
        @Nullable Duration window) {

    public Sighting {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        if (remaining < 0) {
            throw new IllegalArgumentException("remaining: " + remaining + " (expected: >= 0)");
        }
    }
}
