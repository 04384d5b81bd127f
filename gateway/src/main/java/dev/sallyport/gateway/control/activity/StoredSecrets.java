// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.SecretValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        Provider provider = catalog.find(connection.provider());
        Map<String, FieldRule> rules = provider == null ? Map.of() : provider.connectionConfig();
        List<SecretText> values =
                SecretValues.ofCredential(connection.credential().fields());
        values.addAll(SecretValues.ofConfig(connection.connectionConfig(), rules));
        String header = connection.credential().authorization();
        if (header != null) {
            values.add(SecretText.of(header.substring(header.indexOf(' ') + 1)));
        }
        return values;
    }

    private List<SecretText> ofIntegration(Integration integration) {
        Provider provider = catalog.find(integration.provider());
        Map<String, FieldRule> rules = provider == null ? Map.of() : provider.integrationConfig();
        List<SecretText> values = SecretValues.ofConfig(integration.integrationConfig(), rules);
        values.addAll(SecretValues.ofConfig(integration.custom(), rules));
        if (integration.credentials() != null) {
            values.addAll(SecretValues.ofCredential(integration.credentials().fields()));
        }
        return values;
    }
}
