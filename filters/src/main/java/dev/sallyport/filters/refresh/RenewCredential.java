// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.call.ProxyCall;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Holds an attempt until its connection's credential can be used. Below everything that may take long, so that what is sent is
 * the newest; above the breaker, whose probes must not wait for somebody else's server.
 */
public final class RenewCredential extends AbstractGatewayFilterFactory<Object> {

    private final CallCredential credential;

    public RenewCredential(CallCredential credential) {
        super(Object.class);
        this.credential = credential;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::renew;
    }

    private Mono<Void> renew(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        if (call.attempts() > 0) {
            return credential.catchUp(call).then(Mono.defer(() -> send(call, exchange, chain)));
        }
        return send(call, exchange, chain);
    }

    private Mono<Void> send(ProxyCall call, ServerWebExchange exchange, GatewayFilterChain chain) {
        return credential.isUsable(call)
                ? chain.filter(exchange)
                : credential.renew(call).then(Mono.defer(() -> chain.filter(exchange)));
    }
}
