// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Reading.OfBucket;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Providers as they are met: how they count, and how well they say it. Times are nanoseconds of the provider's own true clock. */
abstract class ModelProvider {

    static final long SECOND = 1_000_000_000L;

    final BucketKey key;
    final boolean tellsRetryAfter;
    int accepted;
    int refused;

    ModelProvider(BucketKey key, boolean tellsRetryAfter) {
        this.key = key;
        this.tellsRetryAfter = tellsRetryAfter;
    }

    abstract BucketShape shape();

    /** A call arrives. */
    final Answer receive(long now) {
        boolean accepts = takes(now);
        if (accepts) {
            accepted++;
        } else {
            refused++;
        }
        LongFunction<@Nullable Sighting> sighting = sighting(now, accepts);
        Duration stayAway = tellsRetryAfter ? ceilSeconds(untilNext(now)) : null;
        Throttle throttle = accepts ? null : new Throttle(null, stayAway);
        return new Answer(accepts, written -> {
            Sighting seen = sighting.apply(written);
            return new Reading(
                    seen == null ? List.of() : List.of(new OfBucket(new Bucket(key, shape()), seen)), throttle);
        });
    }

    abstract boolean takes(long now);

    abstract LongFunction<@Nullable Sighting> sighting(long now, boolean accepted);

    abstract long untilNext(long now);

    /** What it allows on average. */
    abstract double perSecond();

    /** Over which it allows a number of calls. */
    abstract Duration period();

    private static Duration ceilSeconds(long nanos) {
        return Duration.ofSeconds(Math.ceilDiv(Math.max(1, nanos), SECOND));
    }

    /** What the answer says is settled when the call arrives, but for the moment at which it is written. */
    record Answer(boolean accepted, LongFunction<Reading> written) {}

    static final class Window {
        final long start;
        int arrived;
        int accepted;

        Window(long start) {
            this.start = start;
        }

        @Override
        public String toString() {
            return "%.1fs:%d/%d".formatted(start / 1e9, accepted, arrived);
        }
    }

    /** How a moment is told. */
    enum Told {
        DELTA_FLOOR,
        DELTA_CEIL,
        DELTA_MILLIS,
        EPOCH_FLOOR,
        EPOCH_CEIL,
        EPOCH_MILLIS
    }

    static ModelProvider random(BucketKey key, RandomGenerator random) {
        boolean retryAfter = random.nextBoolean();
        int limit = List.of(5, 10, 30, 60, 100, 200).get(random.nextInt(6));
        Duration window = Duration.ofSeconds(List.of(5, 10, 20, 60).get(random.nextInt(4)));
        return switch (random.nextInt(8)) {
            case 0 -> new LeakyProvider(key, limit, limit / 20.0, retryAfter);
            case 1 -> new SlidingProvider(key, limit, window, retryAfter);
            default -> {
                Told told = Told.values()[random.nextInt(Told.values().length)];
                yield new FixedProvider(
                        key,
                        limit,
                        window,
                        random.nextBoolean(),
                        told,
                        retryAfter,
                        random.nextBoolean(),
                        random.nextInt(4) > 0);
            }
        };
    }
}
