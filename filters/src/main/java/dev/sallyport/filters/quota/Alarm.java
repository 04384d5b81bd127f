// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** One thing to do later; the earliest moment asked for counts. Touched in turns only, apart from what it does. */
final class Alarm {

    private final Scheduler scheduler;
    private final Runnable ring;
    private @Nullable Disposable set;
    private long at;

    Alarm(Scheduler scheduler, Runnable ring) {
        this.scheduler = scheduler;
        this.ring = ring;
    }

    void ringIn(Duration delay, long now) {
        long due = now + delay.toNanos();
        if (set != null && at - due <= 0 && !set.isDisposed()) {
            return;
        }
        stop();
        at = due;
        set = scheduler.schedule(ring, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (set != null) {
            set.dispose();
            set = null;
        }
    }
}
