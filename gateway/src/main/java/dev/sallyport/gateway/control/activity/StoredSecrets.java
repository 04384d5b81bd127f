// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.activity.ConnectionSecrets;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.telemetry.Redaction;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** What must not be seen in an answer to a connection's call. */
public final class StoredSecrets {

    private final ConnectionStore connections;
    private final IntegrationStore integrations;
    private final Catalog catalog;

    public StoredSecrets(ConnectionStore connections, IntegrationStore integrations, Catalog catalog) {
        this.connections = connections;
        this.integrations = integrations;
        this.catalog = catalog;
    }

    /** @param call with integration and connection */
    Mono<Redaction> of(ActivitySummary call) {
        String integration = String.valueOf(call.integration());
        ConnectionKey key = new ConnectionKey(call.environment(), integration, String.valueOf(call.connectionId()));
        return Mono.zip(
                        connections.find(key).map(this::ofConnection).defaultIfEmpty(List.of()),
                        integrations
                                .find(call.environment(), integration)
                                .map(this::ofIntegration)
                                .defaultIfEmpty(List.of()))
                .map(both -> {
                    List<SecretText> all = new ArrayList<>(both.getT1());
                    all.addAll(both.getT2());
                    return Redaction.of(all);
                });
    }

    private List<SecretText> ofConnection(Connection connection) {
        return ConnectionSecrets.ofConnection(connection, catalog.find(connection.provider()));
    }

    private List<SecretText> ofIntegration(Integration integration) {
        return ConnectionSecrets.ofIntegration(integration, catalog.find(integration.provider()));
    }
}
