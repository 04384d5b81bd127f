// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many records a second, and {@value #BURST_SECONDS} seconds' worth at once after a quiet time. Making and storing one costs some tens
 * of microseconds of CPU, which a replica at full load would take from its calls. From any thread, without a lock.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371): it only knows until when everything is taken.
 */
public final class RecordRate {

    private static final int BURST_SECONDS = 10;
    private static final long BURST = TimeUnit.SECONDS.toNanos(BURST_SECONDS);

    private final long interval;
    private final AtomicLong takenUntil;

    /**
     * @param perSecond at least one
     * @param nowNanos of the monotonic clock that {@link #tryTake} is told of
     */
    public RecordRate(int perSecond, long nowNanos) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.takenUntil = new AtomicLong(nowNanos - BURST);
    }

    boolean tryTake(long nowNanos) {
        while (true) {
            long until = takenUntil.get();
            long from = until - (nowNanos - BURST) < 0 ? nowNanos - BURST : until;
            if (from + interval - nowNanos > 0) {
                return false;
            }
            if (takenUntil.compareAndSet(until, from + interval)) {
                return true;
            }
        }
    }
}
