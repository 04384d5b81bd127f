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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

    /** Counts in windows, aligned to its clock or from the first call on. */
    static final class Fixed extends ModelProvider {

        final int limit;
        final long length;
        final boolean aligned;
        final Told told;
        final boolean tellsOnRefusal;
        final boolean tellsLimit;
        final List<Window> windows = new ArrayList<>();

        Fixed(
                BucketKey key,
                int limit,
                Duration length,
                boolean aligned,
                Told told,
                boolean tellsRetryAfter,
                boolean tellsOnRefusal,
                boolean tellsLimit) {
            super(key, tellsRetryAfter);
            this.limit = limit;
            this.length = length.toNanos();
            this.aligned = aligned;
            this.told = told;
            this.tellsOnRefusal = tellsOnRefusal;
            this.tellsLimit = tellsLimit;
        }

        @Override
        BucketShape shape() {
            return new BucketShape.Fixed();
        }

        @Override
        boolean takes(long now) {
            if (windows.isEmpty() || now >= windows.getLast().start + length) {
                windows.add(new Window(aligned ? now - now % length : now));
            }
            Window window = windows.getLast();
            window.arrived++;
            if (window.accepted == limit) {
                return false;
            }
            window.accepted++;
            return true;
        }

        @Override
        LongFunction<@Nullable Sighting> sighting(long now, boolean accepted) {
            Window window = windows.getLast();
            if (!accepted && !tellsOnRefusal) {
                return written -> null;
            }
            long end = window.start + length;
            long remaining = limit - window.accepted;
            return written ->
                    new Sighting(tellsLimit ? (long) limit : null, remaining, resetIn(end, now, written), null);
        }

        /** Moments are read against the answer's date, in whole seconds. */
        private Duration resetIn(long end, long now, long written) {
            long date = written - written % SECOND;
            return switch (told) {
                case DELTA_FLOOR -> Duration.ofSeconds((end - now) / SECOND);
                case DELTA_CEIL -> Duration.ofSeconds(Math.ceilDiv(end - now, SECOND));
                case DELTA_MILLIS -> Duration.ofMillis((end - now) / 1_000_000);
                case EPOCH_FLOOR -> positive(end - end % SECOND - date);
                case EPOCH_CEIL -> positive(Math.ceilDiv(end, SECOND) * SECOND - date);
                case EPOCH_MILLIS -> positive(end - end % 1_000_000 - written);
            };
        }

        private static Duration positive(long nanos) {
            return Duration.ofNanos(Math.max(0, nanos));
        }

        @Override
        long untilNext(long now) {
            return windows.getLast().start + length - now;
        }

        @Override
        double perSecond() {
            return (double) limit * SECOND / length;
        }

        @Override
        Duration period() {
            return Duration.ofNanos(length);
        }

        boolean tellsTooEarly() {
            return told == Told.DELTA_FLOOR || told == Told.EPOCH_FLOOR;
        }

        List<Window> windows() {
            return windows;
        }

        @Override
        public String toString() {
            return "fixed " + limit + "/" + length / 1e9 + "s " + told + (aligned ? " aligned" : " anchored")
                    + (tellsRetryAfter ? " retry-after" : "") + (tellsOnRefusal ? " told-on-429" : "")
                    + (tellsLimit ? "" : " no-limit") + " " + windows;
        }
    }

    static final class Leaky extends ModelProvider {

        final int capacity;
        private final double perSecond;
        private double level;
        private long at;

        Leaky(BucketKey key, int capacity, double perSecond, boolean tellsRetryAfter) {
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

    /** Says nothing but no. */
    static final class Sliding extends ModelProvider {

        final int limit;
        final long length;
        private final Deque<Long> log = new ArrayDeque<>();

        Sliding(BucketKey key, int limit, Duration length, boolean tellsRetryAfter) {
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

    static ModelProvider random(BucketKey key, RandomGenerator random) {
        boolean retryAfter = random.nextBoolean();
        int limit = List.of(5, 10, 30, 60, 100, 200).get(random.nextInt(6));
        Duration window = Duration.ofSeconds(List.of(5, 10, 20, 60).get(random.nextInt(4)));
        return switch (random.nextInt(8)) {
            case 0 -> new Leaky(key, limit, limit / 20.0, retryAfter);
            case 1 -> new Sliding(key, limit, window, retryAfter);
            default -> {
                Told told = Told.values()[random.nextInt(Told.values().length)];
                yield new Fixed(
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
