// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.call.ProxyCall;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

/**
 * Settles once per call which base URL it goes to, the host bound to the provider's. What counts by host stands below.
 */
public final class BindUpstream extends AbstractGatewayFilterFactory<Object> {

    private final UpstreamTargets targets;

    public BindUpstream(UpstreamTargets targets) {
        super(Object.class);
        this.targets = targets;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            call.bind(targets.baseOf(call.plan(), call.options().baseUrlOverride()));
            return chain.filter(exchange);
        };
    }
}
