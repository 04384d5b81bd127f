// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Runs the replica's timers; they wait while it is paused. */
final class SimulatedTimers implements Scheduler {

    private final SimulatedReplica replica;

    SimulatedTimers(SimulatedReplica replica) {
        this.replica = replica;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return schedule(task, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        Disposable.Swap handle = Disposables.swap();
        Runnable unlessDisposed = () -> {
            if (!handle.isDisposed()) {
                task.run();
            }
        };
        replica.simulation.time.schedule(() -> replica.inside(unlessDisposed), delay, unit);
        return handle;
    }

    @Override
    public long now(TimeUnit unit) {
        return replica.simulation.time.now(unit);
    }

    @Override
    public Worker createWorker() {
        return new Worker() {
            private final Disposable.Composite tasks = Disposables.composite();

            @Override
            public Disposable schedule(Runnable task) {
                Disposable handle = SimulatedTimers.this.schedule(task);
                tasks.add(handle);
                return handle;
            }

            @Override
            public void dispose() {
                tasks.dispose();
            }

            @Override
            public boolean isDisposed() {
                return tasks.isDisposed();
            }
        };
    }
}
