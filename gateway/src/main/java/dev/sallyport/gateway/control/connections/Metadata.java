// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Setting and merging the metadata of one connection or many. */
public final class Metadata {

    private static final Operation WRITE =
            needing("environment:connections:update").body(ConnectionRules.METADATA);

    private final Guard guard;
    private final ConnectionStore connections;
    private final ConnectionLookup lookup;
    private final Clock clock;

    public Metadata(Guard guard, IntegrationStore integrations, ConnectionStore connections, Clock clock) {
        this.guard = guard;
        this.connections = connections;
        this.lookup = new ConnectionLookup(integrations, connections);
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(POST, "/connections/metadata", WRITE, this::replace),
                guard.endpoint(PATCH, "/connections/metadata", WRITE, this::merge));
    }

    private Mono<Answer> replace(Call call) {
        JsonObject given = call.body().object("metadata");
        return write(call, _ -> given).thenReturn(Answer.created(call.body().members()));
    }

    private Mono<Answer> merge(Call call) {
        JsonObject given = call.body().object("metadata");
        return write(call, stored -> stored.plus(given))
                .thenReturn(Answer.ok(call.body().members()));
    }

    /** All are looked up before the first is written, so an unknown one leaves the others alone. */
    private Mono<Void> write(Call call, UnaryOperator<JsonObject> change) {
        Flux<ConnectionKey> keys = Flux.fromIterable(keys(call));
        return keys.concatMap(key -> findOrFail(call, key))
                .thenMany(keys.concatMap(key -> Refusals.untilStored(findOrFail(call, key)
                        .map(stored -> with(change, stored))
                        .flatMap(connections::replace))))
                .then();
    }

    private static List<ConnectionKey> keys(Call call) {
        String integration = call.body().text("provider_config_key");
        return call.body().texts("connection_id").stream()
                .distinct()
                .map(id -> new ConnectionKey(call.environment(), integration, id))
                .toList();
    }

    private Mono<Connection> findOrFail(Call call, ConnectionKey key) {
        return lookup.connection(call, key)
                .switchIfEmpty(Mono.error(
                        () -> new GatewayException(ErrorCode.UNKNOWN_CONNECTION, "Connection does not exist")));
    }

    private Connection with(UnaryOperator<JsonObject> change, Connection stored) {
        Map<String, Object> metadata =
                change.apply(new JsonObject(stored.metadata())).members();
        return new Connection(
                stored.id(),
                stored.key(),
                stored.provider(),
                stored.credential(),
                stored.connectionConfig(),
                metadata,
                stored.endUser(),
                stored.tags(),
                stored.webhookUrlOverride(),
                stored.generation(),
                stored.createdAt(),
                clock.instant());
    }
}
