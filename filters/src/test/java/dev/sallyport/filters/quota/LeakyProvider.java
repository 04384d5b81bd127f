// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A bucket that refills steadily. */
final class LeakyProvider extends ModelProvider {

    final int capacity;
    private final double perSecond;
    private double level;
    private long at;

    LeakyProvider(BucketKey key, int capacity, double perSecond, boolean tellsRetryAfter) {
        super(key, tellsRetryAfter);
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.level = capacity;
    }

    @Override
    BucketShape shape() {
        return new BucketShape.Leaky(perSecond);
    }

    @Override
    boolean takes(long now) {
        level = Math.min(capacity, level + (now - at) * perSecond / SECOND);
        at = now;
        if (level < 1) {
            return false;
        }
        level--;
        return true;
    }

    @Override
    LongFunction<@Nullable Sighting> sighting(long now, boolean accepted) {
        Sighting sighting = new Sighting((long) capacity, (long) level, null, null);
        return written -> sighting;
    }

    @Override
    long untilNext(long now) {
        return (long) ((1 - level) / perSecond * SECOND);
    }

    @Override
    double perSecond() {
        return perSecond;
    }

    @Override
    Duration period() {
        return Duration.ofSeconds(20);
    }

    @Override
    public String toString() {
        return "leaky " + capacity + " +" + perSecond + "/s accepted " + accepted + " refused " + refused;
    }
}
