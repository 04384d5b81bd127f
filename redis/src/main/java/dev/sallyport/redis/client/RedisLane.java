// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.error.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One connection for one purpose, with that purpose's timeout. Redis answers a connection strictly in order, so what may be
 * slow never shares one with what must be quick. Every error is a {@link StoreUnavailableException}.
 */
public final class RedisLane {

    private final Link<Session> link;
    private final Duration timeout;
    private final Availability availability;
    private final ServerClock clock;
    private final boolean failsFast;

    RedisLane(Link<Session> link, Duration timeout, Availability availability, ServerClock clock, boolean failsFast) {
        this.link = link;
        this.timeout = timeout;
        this.availability = availability;
        this.clock = clock;
        this.failsFast = failsFast;
    }

    /** Sends a command each time it is subscribed to. */
    public <T> Mono<T> mono(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return Mono.fromFuture(() -> send(command));
    }

    /** Sends a command now. */
    public <T extends @Nullable Object> CompletableFuture<T> send(
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return raw(command).exceptionallyCompose(error -> CompletableFuture.failedFuture(RedisErrors.classify(error)));
    }

    /** Without classification, for callers that read the driver's error first. */
    <T extends @Nullable Object> CompletableFuture<T> raw(
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        if (failsFast && !availability.isWorthTrying()) {
            return CompletableFuture.failedFuture(new StoreUnavailableException("away"));
        }
        Session session = link.current();
        if (session == null) {
            return CompletableFuture.failedFuture(new StoreUnavailableException("disconnected"));
        }
        try {
            CompletableFuture<T> answer = command.apply(session.commands()).toCompletableFuture();
            return answer.whenComplete((value, error) -> report(error));
        } catch (IllegalStateException closed) {
            // Once the driver is closed, its timer throws where everything else answers.
            return CompletableFuture.failedFuture(new StoreUnavailableException("closed", closed));
        }
    }

    Duration timeout() {
        return timeout;
    }

    ServerClock clock() {
        return clock;
    }

    private void report(@Nullable Throwable error) {
        if (error == null || RedisErrors.isAnswer(error)) {
            availability.succeeded();
        } else if (failsFast) {
            availability.failed(RedisErrors.reason(RedisErrors.unwrap(error)));
        }
    }
}
