// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.QueryValues;
import dev.sallyport.gateway.control.rules.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Connections by how their credentials fare, newest first. */
public final class ConnectionBoard {

    private static final int MOST = 200;
    private static final int USUAL = 50;
    private static final int READ_AHEAD = 16;

    /** Looked at for one page; then it ends, however few it has. */
    static final int MOST_LOOKED_AT = 5_000;

    private static final Operation LIST = needing(Scopes.ACTIVITY)
            .query(
                    Field.optional(
                            "state",
                            Text.oneOf(Arrays.stream(CredentialState.Kind.values())
                                    .map(ConnectionBoard::wireName)
                                    .toList())),
                    Field.optional("integration", Names.INTEGRATION),
                    Field.optional("q", Text.between(1, 256).oneLine()),
                    Field.optional("limit", QueryValues.wholeNumber(1, MOST)),
                    Field.optional("cursor", Text.between(1, 18).matching(Pattern.compile("^\\d+$"))));

    private final Guard guard;
    private final ConnectionStore connections;
    private final ConnectionHealth health;
    private final Catalog catalog;
    private final Duration leastMargin;
    private final Clock clock;

    /** @param leastMargin before its expiry that a token is renewed, where its provider names none */
    public ConnectionBoard(
            Guard guard,
            ConnectionStore connections,
            ConnectionHealth health,
            Catalog catalog,
            Duration leastMargin,
            Clock clock) {
        this.guard = guard;
        this.connections = connections;
        this.health = health;
        this.catalog = catalog;
        this.leastMargin = leastMargin;
        this.clock = clock;
    }

    public Endpoint endpoint() {
        return guard.endpoint(GET, "/api/activity/connections", LIST, this::list);
    }

    private Mono<Answer> list(Call call) {
        String cursor = call.query().textOrNull("cursor");
        String state = call.query().textOrNull("state");
        Page page = new Page(Calls.wholeNumber(call, "limit", USUAL));
        return connections
                .list(call.environment())
                .filter(connection -> cursor == null || connection.id() < Long.parseLong(cursor))
                .flatMapSequential(
                        connection ->
                                isAskedFor(call, connection) ? row(connection) : Mono.just(Row.skipped(connection)),
                        READ_AHEAD)
                .takeUntil(row -> page.isFullWith(row, state))
                .then(Mono.fromSupplier(page::answer));
    }

    private static boolean isAskedFor(Call call, Connection connection) {
        String integration = call.query().textOrNull("integration");
        String text = call.query().textOrNull("q");
        return call.caller().integrations().allows(connection.key().integration())
                && call.caller().connections().allows(connection.key().connectionId())
                && (integration == null || integration.equals(connection.key().integration()))
                && (text == null
                        || connection
                                .key()
                                .connectionId()
                                .toLowerCase(Locale.ROOT)
                                .contains(text.toLowerCase(Locale.ROOT)));
    }

    private Mono<Row> row(Connection connection) {
        Provider provider = catalog.find(connection.provider());
        return health.problemOf(connection)
                .singleOptional()
                .map(problem -> new Row(
                        connection,
                        CredentialState.of(connection, provider, problem.orElse(null), leastMargin, clock.instant())));
    }

    private static String wireName(CredentialState.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * A connection that was looked at.
     *
     * @param state null where it was not asked for
     */
    private record Row(Connection connection, @Nullable CredentialState state) {

        static Row skipped(Connection connection) {
            return new Row(connection, null);
        }
    }

    /** Gathers rows, one after the other. */
    private static final class Page {

        private final int limit;
        private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        private int lookedAt;
        private @Nullable Long next;

        Page(int limit) {
            this.limit = limit;
        }

        /** @param wanted the only state to show; null for all */
        boolean isFullWith(Row row, @Nullable String wanted) {
            CredentialState state = row.state();
            if (state != null && (wanted == null || wanted.equals(wireName(state.kind())))) {
                rows.add(write(row.connection(), state));
            }
            boolean full = rows.size() >= limit || ++lookedAt >= MOST_LOOKED_AT;
            next = full ? row.connection().id() : null;
            return full;
        }

        Answer answer() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("data", rows);
            json.put("next_cursor", next == null ? null : next.toString());
            return Answer.ok(json);
        }

        private static Map<String, @Nullable Object> write(Connection connection, CredentialState state) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("connection", connection.key().connectionId());
            json.put("integration", connection.key().integration());
            json.put("provider", connection.provider());
            json.put("type", connection.credential().type());
            json.put("state", wireName(state.kind()));
            json.put("reason", state.reason());
            json.put("since", CallJson.moment(state.since()));
            json.put("expires_at", CallJson.moment(connection.credential().expiresAt()));
            json.put("last_refreshed_at", CallJson.moment(state.lastRefreshed()));
            json.put("created_at", CallJson.moment(connection.createdAt()));
            return json;
        }
    }
}
