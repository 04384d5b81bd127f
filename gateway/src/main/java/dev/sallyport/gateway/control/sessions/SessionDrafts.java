// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.sessions;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.gateway.control.connections.EndUserJson;
import dev.sallyport.gateway.control.connections.TagsJson;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes sessions from checked bodies. Nothing is stored here. */
public final class SessionDrafts {

    static final String DEFAULTS = "integrations_config_defaults";
    static final String OVERRIDES = "overrides";

    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final String USER_SCOPE = "user_scope";

    private final Clock clock;
    private final RandomGenerator random;

    public SessionDrafts(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** One for new connections. A key that sees only some integrations can open no others. */
    ConnectSession toCreate(Call call) {
        JsonObject body = call.body();
        Set<String> visible = call.caller().integrations().names();
        List<String> named = body.texts("allowed_integrations");
        List<String> allowed = named.isEmpty() && visible != null
                ? List.copyOf(new TreeSet<>(visible))
                : named.stream().distinct().toList();
        return new ConnectSession(
                id(),
                call.environment(),
                endUser(body),
                TagsJson.read(body),
                allowed,
                defaults(body),
                body.textOrNull("webhook_url_override"),
                null,
                clock.instant().plus(LIFE));
    }

    /** One to authorize a connection again; what the body leaves out stays as the connection has it. */
    ConnectSession toReconnect(Call call, Connection connection) {
        JsonObject body = call.body();
        EndUser endUser = endUser(body);
        String webhook = body.textOrNull("webhook_url_override");
        return new ConnectSession(
                id(),
                call.environment(),
                endUser == null ? connection.endUser() : endUser,
                body.has("tags") ? TagsJson.read(body) : connection.tags(),
                List.of(connection.key().integration()),
                defaults(body),
                webhook == null ? connection.webhookUrlOverride() : webhook,
                connection.key(),
                clock.instant().plus(LIFE));
    }

    private String id() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    private static @Nullable EndUser endUser(JsonObject body) {
        JsonObject user = body.objectOrNull("end_user");
        return user == null ? null : EndUserJson.read(user.plus(body.only(Set.of("organization"))));
    }

    private static Map<String, ConnectSession.Defaults> defaults(JsonObject body) {
        JsonObject given = body.object(DEFAULTS);
        JsonObject overrides = body.object(OVERRIDES);
        Map<String, ConnectSession.Defaults> defaults = new LinkedHashMap<>();
        given.plus(overrides)
                .members()
                .keySet()
                .forEach(key -> defaults.put(
                        key,
                        new ConnectSession.Defaults(
                                authorizationParams(given.object(key)),
                                given.object(key).object("connection_config").members(),
                                overrides.object(key).textOrNull("docs_connect"))));
        return defaults;
    }

    /** Scopes of the user's own token travel as the parameter that providers know them by. */
    private static Map<String, String> authorizationParams(JsonObject defaults) {
        Map<String, String> params = defaults.object("authorization_params").toTexts();
        String scopes = defaults.textOrNull("user_scopes");
        if (scopes != null) {
            params.putIfAbsent(USER_SCOPE, scopes);
        }
        return params;
    }
}
