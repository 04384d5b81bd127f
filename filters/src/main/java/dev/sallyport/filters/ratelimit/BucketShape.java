// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;

/** How a provider fills a bucket again. */
public sealed interface BucketShape {

    /** Whole at a moment that the provider's answers tell; nothing is known before the first of them. */
    record Fixed() implements BucketShape {}

    /**
     * At most so many calls within any stretch of this length. Declared in the catalogue, because the provider's answers do
     * not tell.
     */
    record Sliding(long limit, Duration window) implements BucketShape {

        public Sliding {
            requirePositive("limit", limit);
            if (!window.isPositive()) {
                throw new IllegalArgumentException("window: " + window + " (expected: > 0)");
            }
        }
    }

    /** Drop by drop; answers tell capacity and level, the catalogue the rate. */
    record Leaky(double refillPerSecond) implements BucketShape {

        public Leaky {
            if (!(refillPerSecond > 0)) {
                throw new IllegalArgumentException("refillPerSecond: " + refillPerSecond + " (expected: > 0)");
            }
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
