// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.gateway.control.connections.ConnectionJson.Secrets;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.QueryValues;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Listing, reading, describing and deleting connections. */
public final class Connections {

    static final String READ_CREDENTIALS = "environment:connections:read_credentials";

    private static final int DEFAULT_LIMIT = 10_000;
    private static final int READ_AHEAD = 16;

    private static final Operation LIST = needing(
                    "environment:connections:list", "environment:connections:list_credentials")
            .query(ConnectionRules.LIST);
    private static final Operation READ =
            needing("environment:connections:read", READ_CREDENTIALS).query(ConnectionRules.READ);
    private static final Operation CHANGE = needing("environment:connections:update")
            .query(ConnectionRules.INTEGRATION_KEY)
            .body(ConnectionRules.PATCH);
    private static final Operation REMOVE =
            needing("environment:connections:delete").query(ConnectionRules.INTEGRATION_KEY);

    private final Guard guard;
    private final ConnectionStore connections;
    private final ConnectionLookup lookup;
    private final Catalog catalog;
    private final FreshCredential fresh;
    private final ConnectionHealth health;
    private final Clock clock;

    public Connections(
            Guard guard,
            IntegrationStore integrations,
            ConnectionStore connections,
            Catalog catalog,
            FreshCredential fresh,
            ConnectionHealth health,
            Clock clock) {
        this.guard = guard;
        this.catalog = catalog;
        this.connections = connections;
        this.lookup = new ConnectionLookup(integrations, connections);
        this.fresh = fresh;
        this.health = health;
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/connections", LIST, this::list),
                guard.endpoint(GET, "/connections/{id}", READ, this::read),
                guard.endpoint(PATCH, "/connections/{id}", CHANGE, this::change),
                guard.endpoint(DELETE, "/connections/{id}", REMOVE, this::remove));
    }

    private Mono<Answer> list(Call call) {
        int limit = wholeNumber(call, "limit", DEFAULT_LIMIT);
        return connections
                .list(call.environment())
                .filter(connection -> ConnectionLookup.isVisible(call, connection.key()))
                .filter(ConnectionFilter.of(call))
                .skip((long) limit * wholeNumber(call, "page", 0))
                .take(limit)
                .flatMapSequential(this::simple, READ_AHEAD)
                .collectList()
                .map(found -> Answer.ok(Map.of("connections", found)));
    }

    private Mono<Map<String, @Nullable Object>> simple(Connection connection) {
        return health.problemOf(connection)
                .singleOptional()
                .map(problem -> ConnectionJson.simple(connection, problem.orElse(null)));
    }

    /** A key that may not see the credential cannot have it renewed. */
    private Mono<Answer> read(Call call) {
        boolean refreshToken = isYes(call, "refresh_token");
        boolean asksForSecrets =
                refreshToken || isYes(call, "force_refresh") || isYes(call, "refresh_github_app_jwt_token");
        if (asksForSecrets && !call.may(READ_CREDENTIALS)) {
            return Mono.error(
                    new GatewayException(ErrorCode.FORBIDDEN, "Insufficient scope. Required: " + READ_CREDENTIALS));
        }
        Secrets shown = refreshToken ? Secrets.EVERYTHING : secretsFor(call);
        return lookup.named(call)
                .flatMap(stored -> shown == Secrets.NOTHING ? Mono.just(stored) : fresh.of(call, stored))
                .flatMap(connection -> full(connection, shown));
    }

    private Mono<Answer> full(Connection connection, Secrets shown) {
        Provider provider = catalog.find(connection.provider());
        return health.problemOf(connection)
                .singleOptional()
                .map(problem -> Answer.ok(ConnectionJson.full(connection, provider, shown, problem.orElse(null))));
    }

    private Mono<Answer> change(Call call) {
        return Refusals.untilStored(lookup.named(call)
                        .map(stored -> changed(stored, call.body()))
                        .flatMap(connections::replace))
                .thenReturn(success(true));
    }

    private Mono<Answer> remove(Call call) {
        ConnectionKey key = ConnectionLookup.keyOf(call);
        return Mono.defer(() -> ConnectionLookup.isVisible(call, key) ? connections.delete(key) : Mono.just(false))
                .filter(deleted -> deleted)
                .map(Connections::success)
                .switchIfEmpty(Mono.error(
                        () -> new GatewayException(ErrorCode.UNKNOWN_CONNECTION, "Connection does not exist")));
    }

    static Secrets secretsFor(Call call) {
        return call.may(READ_CREDENTIALS) ? Secrets.WITHOUT_REFRESH_TOKEN : Secrets.NOTHING;
    }

    private Connection changed(Connection stored, JsonObject body) {
        return new Connection(
                stored.id(),
                stored.key(),
                stored.provider(),
                stored.credential(),
                stored.connectionConfig(),
                stored.metadata(),
                body.has("end_user") ? EndUserJson.read(body.objectOrNull("end_user")) : stored.endUser(),
                body.has("tags") ? TagsJson.read(body) : stored.tags(),
                body.has("webhook_url_override")
                        ? body.textOrNull("webhook_url_override")
                        : stored.webhookUrlOverride(),
                stored.generation(),
                stored.createdAt(),
                clock.instant());
    }

    private static Answer success(boolean success) {
        return Answer.ok(Map.of("success", success));
    }

    private static boolean isYes(Call call, String name) {
        String text = call.query().textOrNull(name);
        return text != null && QueryValues.isYes(text);
    }

    private static int wholeNumber(Call call, String name, int fallback) {
        String text = call.query().textOrNull(name);
        return text == null ? fallback : Integer.parseInt(text);
    }
}
