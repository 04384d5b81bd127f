// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import io.github.resilience4j.bulkhead.Bulkhead;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * In front of everything: refuses calls beyond what this replica can hold, before they cost a look at their key. Those let
 * in count until their last byte has been written.
 */
public final class ShedLoad extends AbstractGatewayFilterFactory<Object> {

    private final Bulkhead calls;
    private final LongAdder shed = new LongAdder();

    public ShedLoad(OverloadSettings settings) {
        super(Object.class);
        this.calls = CallLimit.of("calls", settings.maxCalls());
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::admit;
    }

    /** Calls refused so far, which no record or span tells of. */
    public long shed() {
        return shed.sum();
    }

    /** Calls inside now. */
    public long active() {
        Bulkhead.Metrics places = calls.getMetrics();
        return (long) places.getMaxAllowedConcurrentCalls() - places.getAvailableConcurrentCalls();
    }

    private Mono<Void> admit(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (!calls.tryAcquirePermission()) {
            shed.increment();
            return Mono.error(CallLimit.overloaded("this gateway is handling too many calls"));
        }
        return chain.filter(exchange).doFinally(end -> calls.onComplete());
    }
}
