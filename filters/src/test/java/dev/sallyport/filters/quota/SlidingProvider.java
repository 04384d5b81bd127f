// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Says nothing but no. */
final class SlidingProvider extends ModelProvider {

    final int limit;
    final long length;
    private final Deque<Long> log = new ArrayDeque<>();

    SlidingProvider(BucketKey key, int limit, Duration length, boolean tellsRetryAfter) {
        super(key, tellsRetryAfter);
        this.limit = limit;
        this.length = length.toNanos();
    }

    @Override
    BucketShape shape() {
        return new BucketShape.Sliding(limit, Duration.ofNanos(length));
    }

    @Override
    boolean takes(long now) {
        while (!log.isEmpty() && log.getFirst() <= now - length) {
            log.removeFirst();
        }
        if (log.size() == limit) {
            return false;
        }
        log.addLast(now);
        return true;
    }

    @Override
    LongFunction<@Nullable Sighting> sighting(long now, boolean accepted) {
        return written -> null;
    }

    @Override
    long untilNext(long now) {
        return log.getFirst() + length - now;
    }

    @Override
    double perSecond() {
        return (double) limit * SECOND / length;
    }

    @Override
    Duration period() {
        return Duration.ofNanos(length);
    }

    @Override
    public String toString() {
        return "sliding " + limit + "/" + length / 1e9 + "s accepted " + accepted + " refused " + refused;
    }
}
