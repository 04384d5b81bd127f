// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
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

/** Stores a credential that was obtained elsewhere, after trying it at its provider. */
public final class ImportConnection {

    private static final Operation IMPORT = needing("environment:connections:create")
            .query(Field.optional("verify", QueryValues.flag()))
            .body(ConnectionRules.IMPORT);

    private final Guard guard;
    private final Catalog catalog;
    private final ConnectionLookup lookup;
    private final ConnectionDrafts drafts;
    private final CredentialTrial trial;
    private final ConnectionFiling filing;

    public ImportConnection(
            Guard guard,
            Catalog catalog,
            IntegrationStore integrations,
            ConnectionStore connections,
            ConnectionDrafts drafts,
            CredentialTrial trial,
            ConnectionFiling filing) {
        this.guard = guard;
        this.catalog = catalog;
        this.lookup = new ConnectionLookup(integrations, connections);
        this.drafts = drafts;
        this.trial = trial;
        this.filing = filing;
    }

    public List<Endpoint> endpoints() {
        return List.of(guard.endpoint(POST, "/connections", IMPORT, this::store));
    }

    private Mono<Answer> store(Call call) {
        return lookup.integration(call, call.body().text("provider_config_key"))
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("Integration does not exist")))
                .flatMap(integration -> store(call, integration, providerOf(integration)));
    }

    private Mono<Answer> store(Call call, Integration integration, Provider provider) {
        return check(call, integration, provider)
                .flatMap(candidate -> filing.file(provider, candidate, call.body()))
                .map(stored ->
                        Answer.created(ConnectionJson.full(stored, provider, Connections.secretsFor(call), null)));
    }

    private Provider providerOf(Integration integration) {
        Provider provider = catalog.find(integration.provider());
        if (provider == null) {
            throw Refusals.invalidBody("The integration's provider is unknown", "provider_config_key");
        }
        return provider;
    }

    private Mono<Connection> check(Call call, Integration integration, Provider provider) {
        Refusals.checkBody(place -> ConnectionRules.checkImport(provider, call.body(), place));
        Connection candidate = drafts.toConnection(call, provider);
        if (!ConnectionLookup.isVisible(call, candidate.key())) {
            return Mono.error(Refusals.notFound("Connection does not exist"));
        }
        return isTried(call) ? trial.pass(integration, provider, candidate) : Mono.just(candidate);
    }

    private static boolean isTried(Call call) {
        String verify = call.query().textOrNull("verify");
        return verify == null || QueryValues.isYes(verify);
    }
}
