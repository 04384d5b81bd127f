// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Counts in windows, aligned to its clock or from the first call on. */
final class FixedProvider extends ModelProvider {

    final int limit;
    final long length;
    final boolean aligned;
    final Told told;
    final boolean tellsOnRefusal;
    final boolean tellsLimit;
    final List<Window> windows = new ArrayList<>();

    FixedProvider(
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
        return written -> new Sighting(tellsLimit ? (long) limit : null, remaining, resetIn(end, now, written), null);
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
