// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** Empties the buffer into the store, some calls at a time. What the store does not take at once is dropped and counted. */
public final class ActivityFlusher implements AutoCloseable {

    /** Calls whose records are made at a time, so that few of them are in memory twice. Also what is flushed ahead of time. */
    static final int BATCH = 256;

    private static final Logger log = LoggerFactory.getLogger(ActivityFlusher.class);

    /** How often it looks whether a batch is there. */
    private static final Duration TICK = Duration.ofMillis(50);

    /** Of one batch. The store gives up sooner by itself; this is for one that does not. */
    private static final Duration LONGEST_APPEND = Duration.ofSeconds(5);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ActivityBuffer buffer;
    private final RecordMaker maker;
    private final ActivityStore store;
    private final ActivityStats stats;
    private final Scheduler scheduler;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Disposable running;

    private ActivityFlusher(
            ActivityBuffer buffer,
            RecordMaker maker,
            ActivityStore store,
            ActivityStats stats,
            Duration interval,
            Scheduler scheduler) {
        this.buffer = buffer;
        this.maker = maker;
        this.store = store;
        this.stats = stats;
        this.scheduler = scheduler;
        this.running = run(interval)
                .doFinally(_ -> stopped.countDown())
                .subscribe(_ -> {}, bug -> log.error("Calls are no longer recorded", bug));
    }

    /**
     * Starts.
     *
     * @param interval how long calls wait in the buffer at most, unless they are a batch before
     * @param scheduler of one thread that is used for nothing else; disposed of by {@link #close}
     */
    public static ActivityFlusher start(
            ActivityBuffer buffer,
            ReplayMark replays,
            ActivityStore store,
            ActivityStats stats,
            Duration interval,
            Scheduler scheduler) {
        RecordMaker maker = new RecordMaker(new ConnectionSecrets(), replays);
        return new ActivityFlusher(buffer, maker, store, stats, interval, scheduler);
    }

    /** Stores what is there, for at most five seconds. On the stopping thread, when calls have ended and before the store closes. */
    @Override
    public void close() {
        stop.tryEmitEmpty();
        try {
            if (!stopped.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The records of the last {} calls were not stored in time", buffer.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.dispose();
        scheduler.dispose();
    }

    private Mono<Void> run(Duration interval) {
        Duration tick = interval.compareTo(TICK) < 0 ? interval : TICK;
        long ticksPerFlush = Math.max(1, interval.dividedBy(tick));
        return Flux.interval(tick, scheduler)
                // A flush that takes longer than a tick makes the next one unnecessary.
                .onBackpressureDrop()
                .takeUntilOther(stop.asMono())
                .filter(number -> (number + 1) % ticksPerFlush == 0 || buffer.size() >= BATCH)
                .concatMap(_ -> flush(), 1)
                .concatWith(Mono.defer(this::flush).subscribeOn(scheduler))
                .then();
    }

    private Mono<Void> flush() {
        return Flux.generate(this::takeBatch).concatMap(this::store, 1).then();
    }

    private void takeBatch(SynchronousSink<List<EndedCall>> batches) {
        List<EndedCall> batch = buffer.take(BATCH);
        if (batch.isEmpty()) {
            batches.complete();
        } else {
            batches.next(batch);
        }
    }

    private Mono<Void> store(List<EndedCall> batch) {
        Map<String, List<EndedCall>> byEnvironment = new LinkedHashMap<>();
        for (EndedCall call : batch) {
            byEnvironment
                    .computeIfAbsent(call.caller().environment(), _ -> new ArrayList<>())
                    .add(call);
        }
        return Flux.fromIterable(byEnvironment.entrySet())
                .concatMap(calls -> append(calls.getKey(), calls.getValue()), 1)
                .then();
    }

    private Mono<Void> append(String environment, List<EndedCall> calls) {
        List<ActivityRecord> records = make(calls);
        return store.append(environment, records)
                .timeout(LONGEST_APPEND, scheduler)
                .doOnSuccess(_ -> stats.kept(records.size()))
                .onErrorResume(away -> {
                    log.debug("{} records of {} are lost: {}", records.size(), environment, away.toString());
                    stats.lost(Loss.STORE_UNAVAILABLE, records.size());
                    return Mono.empty();
                })
                // The store answers on a thread of its own, which has better things to do than to make records.
                .publishOn(scheduler);
    }

    private List<ActivityRecord> make(List<EndedCall> calls) {
        List<ActivityRecord> records = new ArrayList<>(calls.size());
        for (EndedCall call : calls) {
            try {
                records.add(maker.make(call));
            } catch (RuntimeException bug) {
                // Where, but not what: a message may hold a value.
                StackTraceElement[] trace = bug.getStackTrace();
                log.error(
                        "No record could be made of a call: {} at {}",
                        bug.getClass().getName(),
                        trace.length == 0 ? "an unknown place" : trace[0]);
                stats.lost(Loss.INTERNAL_ERROR, 1);
            }
        }
        return records;
    }
}
