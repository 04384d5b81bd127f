// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Refusals;
import reactor.core.publisher.Mono;

/** Finds what a call names; what the caller's key may not see does not exist. */
final class ConnectionLookup {

    private final IntegrationStore integrations;
    private final ConnectionStore connections;

    ConnectionLookup(IntegrationStore integrations, ConnectionStore connections) {
        this.integrations = integrations;
        this.connections = connections;
    }

    static boolean isVisible(Call call, ConnectionKey key) {
        return call.caller().integrations().allows(key.integration())
                && call.caller().connections().allows(key.connectionId());
    }

    /** Empty when there is none. */
    Mono<Integration> integration(Call call, String key) {
        return call.caller().integrations().allows(key) ? integrations.find(call.environment(), key) : Mono.empty();
    }

    /** Empty when there is none. */
    Mono<Connection> connection(Call call, ConnectionKey key) {
        return isVisible(call, key) ? connections.find(key) : Mono.empty();
    }

    /** The connection that path and query name; tells an unknown integration from an unknown connection. */
    Mono<Connection> named(Call call) {
        ConnectionKey key = keyOf(call);
        return integration(call, key.integration())
                .switchIfEmpty(Mono.error(() ->
                        new GatewayException(ErrorCode.UNKNOWN_PROVIDER_CONFIG, "Provider config does not exist")))
                .flatMap(_ -> connection(call, key))
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("Failed to find connection")));
    }

    static ConnectionKey keyOf(Call call) {
        return new ConnectionKey(call.environment(), call.query().text("provider_config_key"), call.variable("id"));
    }
}
