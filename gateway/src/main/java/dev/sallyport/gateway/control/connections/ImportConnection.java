// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
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
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Stores a credential that was obtained elsewhere, after trying it at its provider. */
public final class ImportConnection {

    private static final Operation IMPORT = needing("environment:connections:create")
            .query(Field.optional("verify", QueryValues.flag()))
            .body(ConnectionRules.IMPORT);

    private final Guard guard;
    private final Catalog catalog;
    private final ConnectionStore connections;
    private final ConnectionLookup lookup;
    private final ConnectionDrafts drafts;
    private final CredentialVerifier verifier;

    public ImportConnection(
            Guard guard,
            Catalog catalog,
            IntegrationStore integrations,
            ConnectionStore connections,
            ConnectionDrafts drafts,
            CredentialVerifier verifier) {
        this.guard = guard;
        this.catalog = catalog;
        this.connections = connections;
        this.lookup = new ConnectionLookup(integrations, connections);
        this.drafts = drafts;
        this.verifier = verifier;
    }

    public List<Endpoint> endpoints() {
        return List.of(guard.endpoint(POST, "/connections", IMPORT, this::store));
    }

    private Mono<Answer> store(Call call) {
        return lookup.integration(call, call.body().text("provider_config_key"))
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("Integration does not exist")))
                .flatMap(integration -> check(call, integration))
                .flatMap(candidate -> Refusals.untilStored(save(call, candidate)))
                .map(stored -> Answer.created(
                        ConnectionJson.full(stored, catalog.find(stored.provider()), Connections.secretsFor(call))));
    }

    private Mono<Connection> check(Call call, Integration integration) {
        Provider provider = catalog.find(integration.provider());
        if (provider == null) {
            return Mono.error(Refusals.invalidBody("The integration's provider is unknown", "provider_config_key"));
        }
        Refusals.checkBody(place -> ConnectionRules.checkImport(provider, call.body(), place));
        Connection candidate = drafts.toConnection(call, provider);
        if (!ConnectionLookup.isVisible(call, candidate.key())) {
            return Mono.error(Refusals.notFound("Connection does not exist"));
        }
        return isVerified(call, provider, candidate)
                ? verifier.verify(integration, provider, candidate).map(outcome -> accepted(candidate, outcome))
                : Mono.just(candidate);
    }

    /** A credential that has still to obtain its token could only fail. */
    private static boolean isVerified(Call call, Provider provider, Connection candidate) {
        String verify = call.query().textOrNull("verify");
        return provider.proxy().verification() != null
                && !candidate.credential().isPending()
                && (verify == null || QueryValues.isYes(verify));
    }

    private static Connection accepted(Connection candidate, VerificationOutcome outcome) {
        return switch (outcome) {
            case VerificationOutcome.Passed _ -> candidate;
            case VerificationOutcome.Refused refused ->
                throw new GatewayException(
                        ErrorCode.CONNECTION_TEST_FAILED,
                        "The provider did not accept the credentials: " + refused.reason());
        };
    }

    /** What replaces a connection takes over what the body did not give; empty when someone else wrote meanwhile. */
    private Mono<Connection> save(Call call, Connection candidate) {
        ConnectionKey key = candidate.key();
        return connections
                .find(key)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(stored -> stored.isPresent()
                        ? connections.replace(drafts.over(stored.get(), candidate, call.body()))
                        : connections.save(candidate));
    }
}
