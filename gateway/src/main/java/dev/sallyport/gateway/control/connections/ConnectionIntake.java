// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Takes credentials in, whoever hands them over: checks them, tries them at their provider, stores them and tells of it. */
public final class ConnectionIntake {

    private final Catalog catalog;
    private final ConnectionStore connections;
    private final ConnectionDrafts drafts;
    private final CredentialVerifier verifier;
    private final ConnectionEvents events;

    public ConnectionIntake(
            Catalog catalog,
            ConnectionStore connections,
            ConnectionDrafts drafts,
            CredentialVerifier verifier,
            ConnectionEvents events) {
        this.catalog = catalog;
        this.connections = connections;
        this.drafts = drafts;
        this.verifier = verifier;
        this.events = events;
    }

    /**
     * Answers the connection as stored. Fails with {@code invalid_body} and {@code connection_test_failed}.
     *
     * @param body of an import that has passed {@link ConnectionRules#IMPORT}; one that names a stored connection replaces it
     * @param verify whether to try the credentials, where the provider defines how
     */
    public Mono<Connection> take(Integration integration, JsonObject body, boolean verify) {
        return Mono.defer(() -> {
            Provider provider = catalog.find(integration.provider());
            if (provider == null) {
                return Mono.error(Refusals.invalidBody("The integration's provider is unknown", "provider_config_key"));
            }
            Refusals.checkBody(place -> ConnectionRules.checkImport(provider, body, place));
            Connection candidate = drafts.toConnection(integration.environment(), body, provider);
            return verified(integration, provider, candidate, verify)
                    .flatMap(tried -> Refusals.untilStored(save(provider, tried, body)));
        });
    }

    /** A credential that has still to obtain its token could only fail. */
    private Mono<Connection> verified(
            Integration integration, Provider provider, Connection candidate, boolean wanted) {
        return wanted
                        && provider.proxy().verification() != null
                        && !candidate.credential().isPending()
                ? verifier.verify(integration, provider, candidate).map(outcome -> accepted(candidate, outcome))
                : Mono.just(candidate);
    }

    private static Connection accepted(Connection candidate, VerificationOutcome outcome) {
        return switch (outcome) {
            case VerificationOutcome.Passed _ -> candidate;
            case VerificationOutcome.Refused refused ->
                throw new GatewayException(
                                ErrorCode.CONNECTION_TEST_FAILED,
                                "The provider did not accept the credentials: " + refused.reason())
                        .with("reason", refused.reason());
        };
    }

    /** What replaces a connection takes over what the body did not give; empty when someone else wrote meanwhile. */
    private Mono<Connection> save(Provider provider, Connection candidate, JsonObject body) {
        return connections
                .find(candidate.key())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(stored -> stored.isPresent()
                        ? connections
                                .replace(drafts.over(stored.get(), candidate, body))
                                .doOnNext(saved -> tell(provider, saved, Operation.OVERRIDE))
                        : connections.save(candidate).doOnNext(saved -> tell(provider, saved, Operation.CREATION)));
    }

    private void tell(Provider provider, Connection saved, Operation operation) {
        events.happened(new ConnectionEvent(saved, provider.authMode(), operation, null));
    }
}
