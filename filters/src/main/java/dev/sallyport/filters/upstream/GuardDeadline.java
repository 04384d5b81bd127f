// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import reactor.core.publisher.Mono;

/**
 * One deadline for everything until the head of the final answer: waits, attempts, redirects. Streaming the body is not
 * under it. The caller sets it by {@code Sallyport-Timeout}.
 */
public final class GuardDeadline extends AbstractGatewayFilterFactory<Object> {

    private final Duration defaultTimeout;

    public GuardDeadline(Duration defaultTimeout) {
        super(Object.class);
        this.defaultTimeout = defaultTimeout;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            Duration asked = call.options().timeout();
            Duration timeout = asked == null ? defaultTimeout : asked;
            return chain.filter(exchange)
                    .timeout(after(timeout, call))
                    .onErrorMap(TimeoutException.class, late -> tooSlow(timeout));
        };
    }

    /** Fires on the caller's own event loop: a timer of another scheduler would cost a hop between threads for each call. */
    private static Mono<Long> after(Duration timeout, ProxyCall call) {
        return Mono.create(sink -> call.request().withConnection(connection -> {
            EventLoop loop = connection.channel().eventLoop();
            ScheduledFuture<?> timer = loop.schedule(() -> sink.success(0L), timeout.toMillis(), TimeUnit.MILLISECONDS);
            sink.onDispose(() -> timer.cancel(false));
        }));
    }

    private static GatewayException tooSlow(Duration timeout) {
        return new GatewayException(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        "no answer within " + timeout.toMillis() + " ms (set by Sallyport-Timeout or the gateway)")
                .with("phase", "total");
    }
}
