// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How late event loops get to a task whose time has come, which every call waits too. Each is asked once a second. */
public final class EventLoopLag implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final List<Future<?>> watches = new ArrayList<>();

    private EventLoopLag() {}

    /** @param nanoTime as {@link System#nanoTime} */
    public static EventLoopLag watch(
            Iterable<? extends ScheduledExecutorService> loops, LongSupplier nanoTime, Timer lag) {
        EventLoopLag all = new EventLoopLag();
        for (ScheduledExecutorService loop : loops) {
            all.watches.add(loop.scheduleWithFixedDelay(
                    new Watch(nanoTime, lag), INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        }
        return all;
    }

    @Override
    public void close() {
        watches.forEach(watch -> watch.cancel(false));
    }

    /** Of one loop, and run by it alone once it is scheduled. */
    private static final class Watch implements Runnable {

        private final LongSupplier nanoTime;
        private final Timer lag;
        private long due;

        private Watch(LongSupplier nanoTime, Timer lag) {
            this.nanoTime = nanoTime;
            this.lag = lag;
            this.due = nanoTime.getAsLong() + INTERVAL.toNanos();
        }

        @Override
        public void run() {
            long now = nanoTime.getAsLong();
            lag.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
            due = now + INTERVAL.toNanos();
        }
    }
}
