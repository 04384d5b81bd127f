// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run at a constant rate: when each request is due, who sends it, when it was answered. Runs on one event loop. */
final class Schedule {

    private static final AttributeKey<Long> DUE = AttributeKey.valueOf("bench.due");
    /** The first requests meet cold connections and are not counted. */
    private static final double SETTLING = 0.1;

    private final ByteBuf request;
    private final double nanosBetween;
    private final EventLoop loop;
    private final long[] latencies;
    private final List<Channel> all = new ArrayList<>();
    private final Deque<Channel> idle = new ArrayDeque<>();
    /** Indices are dense, so the oldest waiting request is always the one after the last sent. */
    private int sent;

    private int due;
    private int answered;
    private long start;
    private boolean stopped;
    private final CompletableFuture<Latencies> done = new CompletableFuture<>();

    Schedule(byte[] request, double perSecond, Duration duration, EventLoop loop) {
        this.request = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(request));
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.latencies = new long[Math.max(1, (int) (duration.toNanos() / nanosBetween))];
        this.loop = loop;
    }

    void add(Channel channel) {
        all.add(channel);
    }

    void start() {
        loop.execute(() -> {
            idle.addAll(all);
            start = System.nanoTime();
            tick();
        });
    }

    CompletableFuture<Latencies> latencies() {
        return done;
    }

    void answered(Channel channel) {
        long dueAt = channel.attr(DUE).get();
        latencies[answered++] = System.nanoTime() - dueAt;
        idle.addLast(channel);
        if (answered == latencies.length) {
            int settled = (int) (latencies.length * SETTLING);
            done.complete(new Latencies(Arrays.copyOfRange(latencies, settled, latencies.length)));
        } else {
            sendDue();
        }
    }

    void fail(Throwable cause) {
        done.completeExceptionally(cause);
    }

    void closed() {
        if (!stopped) {
            fail(new IllegalStateException("The target closed a connection"));
        }
    }

    void stop() {
        loop.submit(() -> {
                    stopped = true;
                    all.forEach(Channel::close);
                })
                .syncUninterruptibly();
    }

    private void tick() {
        long now = System.nanoTime();
        while (due < latencies.length && dueAt(due) <= now) {
            due++;
        }
        sendDue();
        if (due < latencies.length && !done.isDone()) {
            loop.schedule(this::tick, Math.max(0, dueAt(due) - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void sendDue() {
        while (sent < due && !idle.isEmpty()) {
            Channel channel = idle.removeFirst();
            channel.attr(DUE).set(dueAt(sent++));
            channel.writeAndFlush(request.duplicate(), channel.voidPromise());
        }
    }

    private long dueAt(int index) {
        return start + (long) (index * nanosBetween);
    }
}
