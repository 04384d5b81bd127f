// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import reactor.core.publisher.Mono;

/** Takes credentials in, whoever hands them over: checks them, tries them at their provider, stores them and tells of it. */
public final class ConnectionIntake {

    private final Catalog catalog;
    private final ConnectionDrafts drafts;
    private final CredentialTrial trial;
    private final ConnectionFiling filing;

    public ConnectionIntake(Catalog catalog, ConnectionDrafts drafts, CredentialTrial trial, ConnectionFiling filing) {
        this.catalog = catalog;
        this.drafts = drafts;
        this.trial = trial;
        this.filing = filing;
    }

    /**
     * Answers the connection as stored. Fails with {@code invalid_body} and {@code connection_test_failed}.
     *
     * @param body of an import that has passed {@link ConnectionRules#IMPORT}; one that names a stored connection replaces it
     * @param verify whether to obtain a token where there is none and to try the credentials, where the provider defines how
     */
    public Mono<Connection> take(Integration integration, JsonObject body, boolean verify) {
        return Mono.defer(() -> {
            Provider provider = catalog.find(integration.provider());
            if (provider == null) {
                return Mono.error(Refusals.invalidBody("The integration's provider is unknown", "provider_config_key"));
            }
            Refusals.checkBody(place -> ConnectionRules.checkImport(provider, body, place));
            Connection candidate = drafts.toConnection(integration.environment(), body, provider);
            Mono<Connection> tried = verify ? trial.pass(integration, provider, candidate) : Mono.just(candidate);
            return tried.flatMap(complete -> filing.file(provider, complete, body));
        });
    }
}
