// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A connection that is tried until it stands. Lettuce reconnects what was connected once; this is for the first time, so
 * that the gateway starts while Redis is away.
 */
final class Link<C> {

    private final Supplier<CompletionStage<C>> connect;
    private final Consumer<C> connected;
    private final Consumer<Throwable> failed;
    private final ScheduledExecutorService executor;
    private final long maxDelayMillis;
    private final CompletableFuture<Boolean> tried = new CompletableFuture<>();
    private volatile @Nullable C current;
    private volatile boolean closed;

    Link(
            Supplier<CompletionStage<C>> connect,
            Consumer<C> connected,
            Consumer<Throwable> failed,
            ScheduledExecutorService executor,
            long maxDelayMillis) {
        this.connect = connect;
        this.connected = connected;
        this.failed = failed;
        this.executor = executor;
        this.maxDelayMillis = maxDelayMillis;
    }

    /** Null until it stood once. */
    @Nullable
    C current() {
        return current;
    }

    /** Whether the first attempt succeeded, once it ended. */
    Mono<Boolean> tried() {
        return Mono.fromFuture(tried, true);
    }

    void open() {
        // What goes wrong after the connection stands is a failed attempt, too.
        var _ = attempt().thenAccept(this::connected).whenComplete((done, error) -> settle(error));
    }

    void close() {
        closed = true;
    }

    private CompletionStage<C> attempt() {
        try {
            return connect.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void connected(C connection) {
        connected.accept(connection);
        current = connection;
    }

    private void settle(@Nullable Throwable error) {
        tried.complete(error == null);
        if (closed || error == null) {
            return;
        }
        failed.accept(error);
        long pause = ThreadLocalRandom.current().nextLong(maxDelayMillis / 10, maxDelayMillis + 1);
        var _ = executor.schedule(this::open, pause, TimeUnit.MILLISECONDS);
    }
}
