// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answers said of a bucket since its ledger was told. Moments are in {@link System#nanoTime}'s terms.
 *
 * @param order see {@link Claim#sightingOrder}
 * @param at when the last of it was seen
 * @param resetAt null when not told
 * @param delay of the answer that told it: a slow one may tell it late by as much
 */
record SeenSoFar(
        @Nullable Long limit,
        long remaining,
        long order,
        long at,
        @Nullable Long resetAt,
        long delay,
        @Nullable Duration window) {

    /** Whole seconds, as most providers tell moments, put two samples of one moment this far apart. */
    private static final long MOST_TOLERANCE = Duration.ofMillis(1500).toNanos();

    private static final long LEAST_TOLERANCE = Duration.ofMillis(250).toNanos();

    private static final long ROUNDING = Duration.ofSeconds(1).toNanos();

    static SeenSoFar of(Sighting sighting, long order, long delay, long now) {
        Duration resetIn = sighting.resetIn();
        return new SeenSoFar(
                sighting.limit(),
                sighting.remaining(),
                order,
                now,
                resetIn == null ? null : now + resetIn.toNanos(),
                delay,
                sighting.window());
    }

    /** With a later one: of one window the least remains, of two the newer counts. A drop by drop bucket has no window. */
    SeenSoFar and(SeenSoFar later, BucketShape shape) {
        if (shape instanceof BucketShape.Leaky) {
            return later;
        }
        if (resetAt == null || later.resetAt == null) {
            return merged(later);
        }
        long tolerance = Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, (later.resetAt - later.at) / 2));
        if (later.resetAt - later.delay - resetAt > tolerance) {
            return later;
        }
        return resetAt - delay - later.resetAt > tolerance ? this : merged(later);
    }

    private SeenSoFar merged(SeenSoFar later) {
        long least = Math.min(remaining, later.remaining);
        return new SeenSoFar(
                later.limit == null ? limit : later.limit,
                least,
                jointOrder(later, least),
                later.at,
                tellsEndBetter(later) ? later.resetAt : resetAt,
                tellsEndBetter(later) ? later.delay : delay,
                later.window == null ? window : later.window);
    }

    /** So that it allows no more than either. */
    private long jointOrder(SeenSoFar later, long least) {
        if (later.order == 0) {
            return order == 0 ? 0 : remaining + order - least;
        }
        if (order == 0) {
            return later.remaining + later.order - least;
        }
        return Math.min(remaining + order, later.remaining + later.order) - least;
    }

    /** In another window the order says nothing. */
    SeenSoFar withoutOrder() {
        return new SeenSoFar(limit, remaining, 0, at, resetAt, delay, window);
    }

    /** Of about equally fast answers the one that tells it later, since most round it to seconds. */
    private boolean tellsEndBetter(SeenSoFar later) {
        if (resetAt == null || later.resetAt == null) {
            return resetAt == null;
        }
        return Math.abs(later.delay - delay) > ROUNDING ? later.delay < delay : later.resetAt - resetAt > 0;
    }

    Sighting toSighting(long now) {
        Duration resetIn = resetAt == null ? null : Duration.ofNanos(Math.max(0, resetAt - now));
        return new Sighting(limit, remaining, resetIn, window);
    }
}
