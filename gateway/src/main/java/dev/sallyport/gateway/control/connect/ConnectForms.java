// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.gateway.control.connections.ConnectionIntake;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.http.SessionCall;
import dev.sallyport.gateway.control.http.SessionGuard;
import dev.sallyport.gateway.control.http.WireTime;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What the page asks with its session's token: what there is to connect, and to take in what its user filled in. */
public final class ConnectForms {

    private static final Rule ANSWERS = Values.mapOf(Text.between(1, 255), Text.between(0, 32_768), 200);

    private static final Operation SUBMIT = needing()
            .body(ObjectRule.of(
                    Field.required("integration", Names.INTEGRATION),
                    Field.optional("credentials", ANSWERS),
                    Field.optional("connection_config", ANSWERS)));

    private final SessionGuard guard;
    private final Offers offers;
    private final ConnectionIntake intake;

    public ConnectForms(SessionGuard guard, Offers offers, ConnectionIntake intake) {
        this.guard = guard;
        this.offers = offers;
        this.intake = intake;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/connect/integrations", needing(), this::list),
                guard.endpoint(POST, "/connect/connections", SUBMIT, this::submit));
    }

    private Mono<Answer> list(SessionCall call) {
        return offers.all(call.session())
                .map(Offer::toJson)
                .collectList()
                .map(found -> Answer.ok(Map.of(
                        "data",
                        Map.of(
                                "integrations",
                                found,
                                "reconnecting",
                                call.session().reconnect() != null,
                                "expires_at",
                                WireTime.zulu(call.session().expiresAt())))));
    }

    private Mono<Answer> submit(SessionCall call) {
        return offers.find(call.session(), call.body().text("integration"))
                .switchIfEmpty(Mono.error(() -> Refusals.invalidBody("Integration does not exist", "integration")))
                .zipWith(repaired(call.session()))
                .flatMap(found -> store(call, found.getT1(), found.getT2()))
                .map(stored -> Answer.created(Map.of("data", toJson(stored))));
    }

    /** The connection that the session is for; empty for a new one. Fails when it is gone: nothing is made in its place. */
    private Mono<Optional<Connection>> repaired(ConnectSession session) {
        return offers.connection(session)
                .filter(found -> found.isPresent() || session.reconnect() == null)
                .switchIfEmpty(Mono.error(
                        () -> new GatewayException(ErrorCode.UNKNOWN_CONNECTION, "Connection does not exist")));
    }

    private Mono<Connection> store(SessionCall call, Offer offer, Optional<Connection> repaired) {
        if (offer.isBySigningIn()) {
            return Mono.error(
                    Refusals.invalidBody("This integration is connected by signing in at its provider", "integration"));
        }
        FormAnswers answers = new FormAnswers(offer, call.body());
        Refusals.checkBody(answers::check);
        return intake.take(offer.integration(), answers.toImport(call.session(), repaired), true);
    }

    private static Map<String, Object> toJson(Connection stored) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("connection_id", stored.key().connectionId());
        json.put("provider_config_key", stored.key().integration());
        return json;
    }
}
