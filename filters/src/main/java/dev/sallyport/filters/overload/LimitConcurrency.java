// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.egress.UpstreamOrigin;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Bounds the calls to one provider host that are inside the gateway, waits for quota and before retries included, so that
 * a host that hangs cannot take every place. A place is held until the answer's last byte: the chain below completes with
 * its head.
 */
public final class LimitConcurrency extends AbstractGatewayFilterFactory<Object> {

    /** Weak: the calls of a host keep its bulkhead, so none in use is ever forgotten and none out of use is kept. */
    private final LoadingCache<UpstreamOrigin, Bulkhead> hosts;

    private final LongAdder refused = new LongAdder();

    public LimitConcurrency(OverloadSettings settings) {
        super(Object.class);
        this.hosts = PathCache.newBuilder()
                .weakValues()
                .build(origin -> CallLimit.of("calls of a host", settings.maxCallsPerHost()));
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::admit;
    }

    /** Calls refused so far. */
    public long refused() {
        return refused.sum();
    }

    private Mono<Void> admit(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        Bulkhead host = hosts.get(call.base().origin());
        if (!host.tryAcquirePermission()) {
            refused.increment();
            return Mono.error(CallLimit.overloaded("too many calls to this upstream are in progress"));
        }
        call.onEnd(host::onComplete);
        return chain.filter(exchange);
    }
}
