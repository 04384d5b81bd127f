// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps Spring from answering a CORS preflight by itself, before anyone was authenticated: callers are services, and an
 * OPTIONS request is the provider's to answer. The header only disappears from Spring's view; the one on the wire stays.
 */
final class PreflightAsAnyOther implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!CorsUtils.isPreFlightRequest(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        ServerWebExchange plain = exchange.mutate()
                .request(request ->
                        request.headers(headers -> headers.remove(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)))
                .build();
        return chain.filter(plain);
    }
}
