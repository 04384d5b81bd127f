// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** First of the chain: whose key is it, and may it use the proxy. Opens the {@link ProxyCall} the other filters share. */
public final class AuthenticateCaller extends AbstractGatewayFilterFactory<Object> {

    private final CallerAuthentication authentication;

    public AuthenticateCaller(CallerAuthentication authentication) {
        super(Object.class);
        this.authentication = authentication;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) ->
                authentication.authenticate(exchange.getRequest()).flatMap(key -> enter(exchange, chain, key));
    }

    private static Mono<Void> enter(ServerWebExchange exchange, GatewayFilterChain chain, ApiKey key) {
        if (!key.scopes().allow(Scopes.PROXY)) {
            return Mono.error(
                    new GatewayException(ErrorCode.FORBIDDEN, "Insufficient scope. Required: " + Scopes.PROXY));
        }
        ProxyCall.open(exchange, key);
        return chain.filter(exchange);
    }
}
