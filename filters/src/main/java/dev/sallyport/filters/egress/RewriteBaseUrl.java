// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.call.ProxyCall;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

/** Settles where the attempt goes: base URL and endpoint joined, the host bound to the provider's. */
public final class RewriteBaseUrl extends AbstractGatewayFilterFactory<Object> {

    private final UpstreamTargets targets;

    public RewriteBaseUrl(UpstreamTargets targets) {
        super(Object.class);
        this.targets = targets;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            call.send(targets.requestOf(call));
            return chain.filter(exchange);
        };
    }
}
