// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.call.ProxyCall;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

/** Makes the attempt's request anew: base URL and endpoint joined, the caller's headers filtered. */
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
