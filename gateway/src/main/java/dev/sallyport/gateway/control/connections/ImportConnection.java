// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.QueryValues;
import java.util.List;
import reactor.core.publisher.Mono;

/** Stores a credential that was obtained elsewhere. */
public final class ImportConnection {

    private static final Operation IMPORT = needing("environment:connections:create")
            .query(Field.optional("verify", QueryValues.flag()))
            .body(ConnectionRules.IMPORT);

    private final Guard guard;
    private final Catalog catalog;
    private final IntegrationStore integrations;
    private final ConnectionIntake intake;

    public ImportConnection(Guard guard, Catalog catalog, IntegrationStore integrations, ConnectionIntake intake) {
        this.guard = guard;
        this.catalog = catalog;
        this.integrations = integrations;
        this.intake = intake;
    }

    public List<Endpoint> endpoints() {
        return List.of(guard.endpoint(POST, "/connections", IMPORT, this::store));
    }

    private Mono<Answer> store(Call call) {
        return integration(call)
                .doOnNext(_ -> requireVisible(call))
                .flatMap(integration -> intake.take(integration, call.body(), isVerifying(call)))
                .map(stored -> Answer.created(ConnectionJson.full(
                        stored, catalog.find(stored.provider()), Connections.secretsFor(call), null)));
    }

    private Mono<Integration> integration(Call call) {
        String key = call.body().text("provider_config_key");
        return Mono.just(key)
                .filter(call.caller().integrations()::allows)
                .flatMap(visible -> integrations.find(call.environment(), visible))
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("Integration does not exist")));
    }

    /** A made-up id would lie outside a key's list, so such a key has to name one. */
    private static void requireVisible(Call call) {
        String id = call.body().textOrNull("connection_id");
        if (id == null && call.caller().connections().names() != null) {
            throw Refusals.invalidBody("A key limited to some connections must name one of them", "connection_id");
        }
        if (id != null && !call.caller().connections().allows(id)) {
            throw Refusals.notFound("Connection does not exist");
        }
    }

    private static boolean isVerifying(Call call) {
        String verify = call.query().textOrNull("verify");
        return verify == null || QueryValues.isYes(verify);
    }
}
