// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;

/** The time a call has, and how it waits: on the caller's own event loop, where a timer costs no hop between threads. */
public final class CallTime {

    private final HttpServerRequest request;
    private long deadline; // GuardDeadline
    private volatile boolean over; // GuardDeadline

    CallTime(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Sets when the head of the answer must have come.
     *
     * @param deadlineNanos of a monotonic clock
     */
    public void endsAt(long deadlineNanos) {
        this.deadline = deadlineNanos;
    }

    /**
     * Until the head of the answer must have come; zero or less when it is over.
     *
     * @param nowNanos of the clock that the deadline was set by
     */
    public Duration left(long nowNanos) {
        return Duration.ofNanos(deadline - nowNanos);
    }

    /** Whether the deadline has passed; what it cancels is told apart from a caller that left by this. */
    public boolean isOver() {
        return over;
    }

    /** Completes after so long. */
    public Mono<Long> pause(Duration time) {
        return Mono.create(sink -> {
            EventLoop loop = eventLoop();
            if (loop == null) {
                sink.error(new AbortedException("the caller left"));
                return;
            }
            ScheduledFuture<?> timer = loop.schedule(() -> sink.success(0L), time.toNanos(), TimeUnit.NANOSECONDS);
            sink.onDispose(() -> timer.cancel(false));
        });
    }

    /** As {@link #pause}, and the call is overdue then. */
    public Mono<Long> deadline(Duration time) {
        return pause(time).doOnNext(_ -> over = true);
    }

    /** Brings work back to the exchange's own event loop. */
    public Scheduler scheduler() {
        EventLoop loop = eventLoop();
        return loop == null ? Schedulers.immediate() : Schedulers.fromExecutorService(loop);
    }

    /** Null when the caller's connection is gone. */
    private @Nullable EventLoop eventLoop() {
        AtomicReference<@Nullable EventLoop> loop = new AtomicReference<>();
        request.withConnection(connection -> {
            if (connection.channel().isRegistered()) {
                loop.set(connection.channel().eventLoop());
            }
        });
        return loop.get();
    }
}
