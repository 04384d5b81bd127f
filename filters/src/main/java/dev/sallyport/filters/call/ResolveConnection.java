// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Reads the control headers and finds the integration and connection they name. What the key may not see is answered
 * exactly as what does not exist.
 */
public final class ResolveConnection extends AbstractGatewayFilterFactory<Object> {

    private final IntegrationStore integrations;
    private final ConnectionStore connections;
    private final ConnectionPlans plans;

    public ResolveConnection(IntegrationStore integrations, ConnectionStore connections, ConnectionPlans plans) {
        super(Object.class);
        this.integrations = integrations;
        this.connections = connections;
        this.plans = plans;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::resolve;
    }

    private Mono<Void> resolve(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        ProxyOptions options = ControlHeaders.read(call.callerHeaders());
        call.asked(options);
        return findIntegration(call.caller(), options)
                .flatMap(integration -> findConnection(call.caller(), options)
                        .map(connection -> plans.planFor(integration, connection)))
                .flatMap(plan -> {
                    call.resolved(plan);
                    return chain.filter(exchange);
                });
    }

    private Mono<Integration> findIntegration(ApiKey caller, ProxyOptions options) {
        String name = options.providerConfigKey();
        Mono<Integration> unknown = Mono.error(() -> new GatewayException(
                ErrorCode.UNKNOWN_PROVIDER_CONFIG, "Provider-Config-Key: no integration \"" + name + "\""));
        return caller.integrations().allows(name)
                ? integrations.find(caller.environment(), name).switchIfEmpty(unknown)
                : unknown;
    }

    private Mono<Connection> findConnection(ApiKey caller, ProxyOptions options) {
        String id = options.connectionId();
        ConnectionKey key = new ConnectionKey(caller.environment(), options.providerConfigKey(), id);
        Mono<Connection> unknown = Mono.error(() -> new GatewayException(
                ErrorCode.UNKNOWN_CONNECTION,
                "Connection-Id: no connection \"" + id + "\" of integration \"" + key.integration() + "\""));
        return caller.connections().allows(id) ? connections.find(key).switchIfEmpty(unknown) : unknown;
    }
}
