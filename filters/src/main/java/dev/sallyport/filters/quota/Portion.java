// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import org.jspecify.annotations.Nullable;

/** The part of every bucket that one replica may use while it knows nothing of the others. */
record Portion(double factor) {

    static final Portion WHOLE = new Portion(1);

    /** Left unused, because replicas may have started since they were last counted. */
    private static final double HEADROOM = 0.1;

    static Portion among(int replicas) {
        return new Portion((1 - HEADROOM) / Math.max(1, replicas));
    }

    BucketShape of(BucketShape shape) {
        return switch (shape) {
            case Fixed fixed -> fixed;
            case Sliding(var limit, var window) -> new Sliding(ofLimit(limit), window);
            case Leaky(var refillPerSecond) -> new Leaky(refillPerSecond * factor);
        };
    }

    Sighting of(Sighting sighting) {
        @Nullable Long limit = sighting.limit() == null ? null : ofLimit(sighting.limit());
        return new Sighting(limit, of(sighting.remaining()), sighting.resetIn(), sighting.window());
    }

    private long of(long permits) {
        return (long) (permits * factor);
    }

    private long ofLimit(long limit) {
        return Math.max(1, of(limit));
    }
}
