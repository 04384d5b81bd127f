// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Virtual time on one thread: what is to happen, in order. */
final class Agenda {

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long count;

    long now() {
        return now;
    }

    Disposable in(Duration delay, Runnable action) {
        return in(delay.toNanos(), action);
    }

    Disposable in(long nanos, Runnable action) {
        Event event = new Event(now + Math.max(0, nanos), count++, action);
        events.add(event);
        return event.cancelled;
    }

    void runUntil(Duration end) {
        while (!events.isEmpty() && events.element().at <= end.toNanos()) {
            Event next = events.remove();
            now = next.at;
            if (!next.cancelled.isDisposed()) {
                next.cancelled.dispose();
                next.action.run();
            }
        }
        now = end.toNanos();
    }

    private record Event(long at, long number, Runnable action, Disposable cancelled) implements Comparable<Event> {

        Event(long at, long number, Runnable action) {
            this(at, number, action, Disposables.single());
        }

        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    /** The timers of one process, which end with it. */
    final class Process implements Scheduler {

        private boolean dead;

        void kill() {
            dead = true;
        }

        boolean isDead() {
            return dead;
        }

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return in(unit.toNanos(delay), () -> {
                if (!dead) {
                    task.run();
                }
            });
        }

        @Override
        public long now(TimeUnit unit) {
            return unit.convert(now, TimeUnit.NANOSECONDS);
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("nothing here needs one");
        }
    }
}
