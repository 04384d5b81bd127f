// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.sessions;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.filters.session.SessionToken;
import dev.sallyport.gateway.control.connections.EndUserJson;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.http.SessionCall;
import dev.sallyport.gateway.control.http.SessionGuard;
import dev.sallyport.gateway.control.http.WireTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opening, reading and ending connect sessions. */
public final class Sessions {

    private static final String WRITE = "environment:connect_sessions:write";

    private static final Operation CREATE = needing(WRITE).body(SessionRules.CREATE);
    private static final Operation RECONNECT = needing(WRITE).body(SessionRules.RECONNECT);

    private final Guard guard;
    private final SessionGuard sessionGuard;
    private final ConnectSessions sessions;
    private final IntegrationStore integrations;
    private final ConnectionStore connections;
    private final SessionDrafts drafts;
    private final RandomGenerator random;
    private final PublicUrl publicUrl;

    public Sessions(
            Guard guard,
            SessionGuard sessionGuard,
            ConnectSessions sessions,
            IntegrationStore integrations,
            ConnectionStore connections,
            SessionDrafts drafts,
            RandomGenerator random,
            PublicUrl publicUrl) {
        this.guard = guard;
        this.sessionGuard = sessionGuard;
        this.sessions = sessions;
        this.integrations = integrations;
        this.connections = connections;
        this.drafts = drafts;
        this.random = random;
        this.publicUrl = publicUrl;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(POST, "/connect/sessions", CREATE, this::create),
                guard.endpoint(POST, "/connect/sessions/reconnect", RECONNECT, this::reconnect),
                sessionGuard.endpoint(GET, "/connect/session", needing(), call -> Mono.just(read(call))),
                sessionGuard.endpoint(DELETE, "/connect/session", needing(), this::end));
    }

    private Mono<Answer> create(Call call) {
        if (call.caller().connections().names() != null) {
            return Mono.error(new GatewayException(
                    ErrorCode.FORBIDDEN, "A key limited to some connections cannot let others be made"));
        }
        if (!call.body().has("end_user") && !call.body().has("tags")) {
            return Mono.error(GatewayException.invalid(
                    ErrorCode.INVALID_BODY,
                    List.of(Problem.at(
                            "invalid_type", "Invalid input: expected object, received undefined", "end_user"))));
        }
        return requireIntegrations(call).then(Mono.defer(() -> open(drafts.toCreate(call))));
    }

    private Mono<Answer> reconnect(Call call) {
        return requireIntegrations(call)
                .then(Mono.defer(() -> connection(call)))
                .switchIfEmpty(Mono.error(() -> Refusals.invalidBody("Connection does not exist", "connection_id")))
                .flatMap(connection -> open(drafts.toReconnect(call, connection)));
    }

    private Mono<Connection> connection(Call call) {
        String id = call.body().text("connection_id");
        return call.caller().connections().allows(id)
                ? connections.find(
                        new ConnectionKey(call.environment(), call.body().text("integration_id"), id))
                : Mono.empty();
    }

    /** Reports all that do not exist, each where it is named. */
    private Mono<Void> requireIntegrations(Call call) {
        return Flux.fromIterable(named(call))
                .concatMap(mention -> exists(call, mention.key())
                        .filter(exists -> !exists)
                        .map(_ -> new Problem("custom", "Integration does not exist", mention.path())))
                .collectList()
                .filter(problems -> !problems.isEmpty())
                .flatMap(problems -> Mono.error(GatewayException.invalid(ErrorCode.INVALID_BODY, problems)));
    }

    private Mono<Boolean> exists(Call call, String key) {
        return call.caller().integrations().allows(key)
                ? integrations.find(call.environment(), key).hasElement()
                : Mono.just(false);
    }

    private static List<Mention> named(Call call) {
        List<Mention> named = new ArrayList<>();
        List<String> allowed = call.body().texts("allowed_integrations");
        for (int i = 0; i < allowed.size(); i++) {
            named.add(new Mention(allowed.get(i), List.of("allowed_integrations", i)));
        }
        String reconnected = call.body().textOrNull("integration_id");
        if (reconnected != null) {
            named.add(new Mention(reconnected, List.of("integration_id")));
        }
        for (String member : List.of(SessionDrafts.DEFAULTS, SessionDrafts.OVERRIDES)) {
            call.body()
                    .object(member)
                    .members()
                    .keySet()
                    .forEach(key -> named.add(new Mention(key, List.of(member, key))));
        }
        return named;
    }

    private Mono<Answer> open(ConnectSession session) {
        SecretText token = SessionToken.generate(random);
        return sessions.save(token.reveal(), session)
                .thenReturn(Answer.created(Map.of("data", opened(token, session))));
    }

    /** The token stands in the fragment, which browsers send to no server and put into no referrer (docs/adr/0013). */
    private Map<String, Object> opened(SecretText token, ConnectSession session) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("token", token.reveal());
        json.put("connect_link", publicUrl.at("/connect#session_token=" + token.reveal()));
        json.put("expires_at", WireTime.zulu(session.expiresAt()));
        return json;
    }

    /** What was decided beforehand is left out: it may hold what its end user is not to know. */
    private static Answer read(SessionCall call) {
        ConnectSession session = call.session();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (!session.allowedIntegrations().isEmpty()) {
            json.put("allowed_integrations", session.allowedIntegrations());
        }
        json.put("endUser", EndUserJson.write(session.endUser()));
        json.put("tags", session.tags());
        json.put("isReconnecting", session.reconnect() != null);
        json.put("expires_at", WireTime.zulu(session.expiresAt()));
        return Answer.ok(Map.of("data", json));
    }

    private Mono<Answer> end(SessionCall call) {
        return sessions.delete(call.token().reveal()).thenReturn(Answer.NO_CONTENT);
    }

    private record Mention(String key, List<Object> path) {}
}
