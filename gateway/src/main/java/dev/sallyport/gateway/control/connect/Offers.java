// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.session.ConnectSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds what a session may connect. An integration whose provider the catalogue no longer has cannot be, nor one whose connections
 * are only imported.
 */
public final class Offers {

    private final Catalog catalog;
    private final IntegrationStore integrations;
    private final ConnectionStore connections;

    public Offers(Catalog catalog, IntegrationStore integrations, ConnectionStore connections) {
        this.catalog = catalog;
        this.integrations = integrations;
        this.connections = connections;
    }

    /** In the order that the session names them, else by key. */
    Flux<Offer> all(ConnectSession session) {
        ConnectionKey reconnect = session.reconnect();
        List<String> named = reconnect == null ? session.allowedIntegrations() : List.of(reconnect.integration());
        Flux<Integration> allowed = named.isEmpty()
                ? integrations.list(session.environment())
                : Flux.fromIterable(named).concatMap(key -> integrations.find(session.environment(), key));
        return allowed.concatMap(integration -> offer(session, integration));
    }

    /** Empty when the session may not connect it, or there is none. */
    Mono<Offer> find(ConnectSession session, String key) {
        return session.allows(key)
                ? integrations.find(session.environment(), key).flatMap(integration -> offer(session, integration))
                : Mono.empty();
    }

    private Mono<Offer> offer(ConnectSession session, Integration integration) {
        Provider provider = catalog.find(integration.provider());
        return provider == null || ModeFields.isByImport(provider.authMode())
                ? Mono.empty()
                : stored(session).map(config -> offer(session, integration, provider, config));
    }

    private static Offer offer(
            ConnectSession session, Integration integration, Provider provider, Map<String, Object> stored) {
        ConnectSession.Defaults decided = session.defaultsOf(integration.uniqueKey());
        return new Offer(integration, provider, decided, FormFields.of(provider, integration, decided, stored));
    }

    private Mono<Map<String, Object>> stored(ConnectSession session) {
        return connection(session)
                .map(found -> found.map(Connection::connectionConfig).orElse(Map.of()));
    }

    /** The connection to authorize again, if the session is for one and it is still there. */
    Mono<Optional<Connection>> connection(ConnectSession session) {
        ConnectionKey key = session.reconnect();
        return key == null
                ? Mono.just(Optional.empty())
                : connections.find(key).map(Optional::of).defaultIfEmpty(Optional.empty());
    }
}
