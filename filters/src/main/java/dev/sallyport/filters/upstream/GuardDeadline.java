// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

/**
 * One deadline for everything until the head of the final answer: waits, attempts, redirects. Streaming the body is not
 * under it. The caller sets it by {@code Sallyport-Timeout}.
 */
public final class GuardDeadline extends AbstractGatewayFilterFactory<Object> {

    private final Duration defaultTimeout;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime a monotonic clock
     */
    public GuardDeadline(Duration defaultTimeout, LongSupplier nanoTime) {
        super(Object.class);
        this.nanoTime = nanoTime;
        this.defaultTimeout = defaultTimeout;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            Duration asked = call.options().timeout();
            Duration timeout = asked == null ? defaultTimeout : asked;
            call.time().endsAt(nanoTime.getAsLong() + timeout.toNanos());
            return chain.filter(exchange)
                    .timeout(call.time().deadline(timeout))
                    .onErrorMap(TimeoutException.class, late -> tooSlow(timeout));
        };
    }

    private static GatewayException tooSlow(Duration timeout) {
        return new GatewayException(
                        ErrorCode.UPSTREAM_TIMEOUT,
                        "no answer within " + timeout.toMillis() + " ms (set by Sallyport-Timeout or the gateway)")
                .with("phase", "total");
    }
}
