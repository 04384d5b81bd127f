// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Puts an imported connection into the store, new or in place of the one that has its name, and tells who wants to know. */
public final class ConnectionFiling {

    private final ConnectionStore connections;
    private final ConnectionDrafts drafts;
    private final ConnectionHealth health;
    private final ConnectionEvents events;

    public ConnectionFiling(
            ConnectionStore connections, ConnectionDrafts drafts, ConnectionHealth health, ConnectionEvents events) {
        this.connections = connections;
        this.drafts = drafts;
        this.health = health;
        this.events = events;
    }

    /** What replaces a connection takes over what the body did not give. */
    Mono<Connection> file(Provider provider, Connection candidate, JsonObject body) {
        return Refusals.untilStored(connections
                .find(candidate.key())
                .singleOptional()
                .flatMap(before -> write(before, candidate, body)
                        .delayUntil(_ -> Mono.justOrEmpty(before).flatMap(health::repaired))
                        .doOnNext(stored -> tell(provider, stored, before.isPresent()))));
    }

    /** Empty when someone else wrote meanwhile. */
    private Mono<Connection> write(Optional<Connection> before, Connection candidate, JsonObject body) {
        return before.isPresent()
                ? connections.replace(drafts.over(before.get(), candidate, body))
                : connections.save(candidate);
    }

    private void tell(Provider provider, Connection stored, boolean existed) {
        Operation operation = existed ? Operation.OVERRIDE : Operation.CREATION;
        events.happened(new ConnectionEvent(stored, provider.authMode(), operation, null));
    }
}
