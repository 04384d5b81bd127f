// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallTelemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Notes what happens to calls. On their path it only keeps references and numbers; records are made of them later, on another
 * thread ({@link ActivityFlusher}).
 */
public final class ActivityRecorder implements CallRecords {

    private final ActivityBuffer buffer;
    private final Sample sample;
    private final RecordRate rate;
    private final ActivityStats stats;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /**
     * @param rate of calls that succeeded
     * @param nanoTime a monotonic clock, that of the rate
     */
    public ActivityRecorder(
            ActivityBuffer buffer,
            Sample sample,
            RecordRate rate,
            ActivityStats stats,
            Clock clock,
            LongSupplier nanoTime) {
        this.buffer = buffer;
        this.sample = sample;
        this.rate = rate;
        this.stats = stats;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public CallTelemetry.Call observe(ProxyCall call, CallTelemetry.Call telemetry) {
        return new ObservedCall(this, call, telemetry);
    }

    Instant now() {
        return clock.instant();
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    boolean keeps(CallEnd end, String traceId) {
        if (end.isFailed()) {
            return true;
        }
        if (!sample.keeps(traceId)) {
            return false;
        }
        boolean fits = rate.tryTake(nanoTime());
        if (!fits) {
            stats.lost(Loss.RATE, 1);
        }
        return fits;
    }

    void keep(EndedCall ended) {
        buffer.add(ended);
    }
}
