// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.util.concurrent.Queues;

/** Calls that are over and wait for their records to be made. Whoever adds one never waits. */
public final class ActivityBuffer {

    private final int most;
    private final ActivityStats stats;
    private final Queue<EndedCall> calls =
            Queues.<EndedCall>unboundedMultiproducer().get();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * @param most calls; more are dropped and counted
     */
    public ActivityBuffer(int most, ActivityStats stats) {
        this.most = most;
        this.stats = stats;
    }

    /** From any thread. */
    void add(EndedCall call) {
        if (size.getAndIncrement() >= most) {
            size.decrementAndGet();
            stats.lost(Loss.BUFFER_FULL, 1);
            return;
        }
        calls.offer(call);
    }

    /** The longest waiting ones. One thread at a time. */
    List<EndedCall> take(int limit) {
        List<EndedCall> taken = new ArrayList<>(Math.min(limit, size.get()));
        EndedCall next = limit > 0 ? calls.poll() : null;
        while (next != null) {
            taken.add(next);
            next = taken.size() < limit ? calls.poll() : null;
        }
        size.addAndGet(-taken.size());
        return taken;
    }

    /** How many wait. */
    public int size() {
        return size.get();
    }
}
