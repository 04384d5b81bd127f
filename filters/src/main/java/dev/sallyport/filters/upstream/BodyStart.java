// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A body whose beginning is read ahead, so that it can be looked at before anyone decides whether the answer is kept. What
 * the wire gives can be subscribed to only once, so this stays its one subscriber: first {@link #read}, then subscribed to or
 * cancelled, it hands on what it holds and then what comes, each buffer released after it was handed on.
 */
final class BodyStart extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf>, Subscription {

    private final Flux<ByteBuf> source;
    private final int most;
    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();

    private int heldBytes;
    private boolean handedOver;
    private volatile boolean reading = true;
    private volatile boolean ended;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Subscription wire;
    private volatile @Nullable MonoSink<byte[]> reader;
    private volatile @Nullable CoreSubscriber<? super ByteBuf> taker;

    /**
     * @param most bytes after which no more is read ahead; the last buffer may exceed it
     */
    BodyStart(Flux<ByteBuf> source, int most) {
        this.source = source;
        this.most = most;
    }

    /** A copy of the beginning, once the body ended, failed or is longer than is read ahead. */
    Mono<byte[]> read() {
        return Mono.create(sink -> {
            reader = sink;
            sink.onCancel(this::cancel);
            source.subscribe(this);
        });
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        wire = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(ByteBuf part) {
        CoreSubscriber<? super ByteBuf> next = taker;
        if (!reading && next != null) {
            next.onNext(part);
        } else if (!cancelled) {
            hold(part);
        }
    }

    private void hold(ByteBuf part) {
        held.add(part.retain());
        heldBytes += part.readableBytes();
        if (heldBytes > most) {
            finishReading();
        } else {
            request(wire, 1);
        }
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
        onComplete();
    }

    @Override
    public void onComplete() {
        ended = true;
        if (reading) {
            finishReading();
        }
        drain();
    }

    private void finishReading() {
        byte[] copy = ByteBufUtil.getBytes(Unpooled.wrappedUnmodifiableBuffer(
                held.stream().map(ByteBuf::duplicate).toArray(ByteBuf[]::new)));
        reading = false;
        MonoSink<byte[]> sink = reader;
        if (sink != null) {
            sink.success(copy);
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> next) {
        taker = next;
        next.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        Subscription subscription = wire;
        if (subscription != null) {
            subscription.cancel();
        }
        drain();
    }

    /** By one thread at a time; who comes meanwhile leaves the work to it. */
    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            step();
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    private void step() {
        CoreSubscriber<? super ByteBuf> next = taker;
        if (!cancelled && next != null) {
            handOver(next);
        }
        if (cancelled) {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }

    private void handOver(CoreSubscriber<? super ByteBuf> next) {
        while (demand.get() > 0 && !cancelled && !held.isEmpty()) {
            demand.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
            ByteBuf part = held.remove();
            next.onNext(part);
            part.release();
        }
        if (!held.isEmpty() || cancelled) {
            return;
        }
        if (ended) {
            end(next);
        } else {
            request(wire, demand.getAndSet(0));
        }
    }

    private void end(CoreSubscriber<? super ByteBuf> next) {
        if (handedOver) {
            return;
        }
        handedOver = true;
        Throwable error = failure;
        if (error == null) {
            next.onComplete();
        } else {
            next.onError(error);
        }
    }

    private static void request(@Nullable Subscription subscription, long n) {
        if (subscription != null && n > 0) {
            subscription.request(n);
        }
    }
}
