// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.CONNECTION_TEST_FAILED;
import static dev.sallyport.filters.event.ConnectionEvent.Operation.CREATION;
import static dev.sallyport.filters.event.ConnectionEvent.Operation.OVERRIDE;

import dev.sallyport.filters.authorize.Authorizations.Finished;
import dev.sallyport.filters.authorize.flow.Arrival;
import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.ConnectionHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Tries a credential that was just obtained, stores it, and tells who listens. */
public final class AuthorizedConnections {

    /** A credential cannot be had again without its user, so a refresh that writes at the same time does not end it. */
    private static final int ATTEMPTS = 8;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ConnectionStore connections;
    private final CredentialVerifier verifier;
    private final ConnectionHealth health;
    private final ConnectionEvents events;
    private final Clock clock;

    public AuthorizedConnections(
            ConnectionStore connections,
            CredentialVerifier verifier,
            ConnectionHealth health,
            ConnectionEvents events,
            Clock clock) {
        this.connections = connections;
        this.verifier = verifier;
        this.health = health;
        this.events = events;
        this.clock = clock;
    }

    Mono<Finished> store(Admitted admitted, Arrival arrival) {
        Connection candidate = authorized(admitted.subject().connection(), arrival);
        Provider provider = admitted.subject().provider();
        return verified(admitted, candidate)
                .flatMap(connection -> admitted.reconnects() ? replace(connection) : connections.save(connection))
                .doOnNext(stored -> events.happened(new ConnectionEvent(
                        stored, provider.authMode(), admitted.reconnects() ? OVERRIDE : CREATION, null)))
                .map(stored -> new Finished(stored, provider.displayName(), !admitted.reconnects()));
    }

    private Mono<Connection> verified(Admitted admitted, Connection candidate) {
        Provider provider = admitted.subject().provider();
        // One that has still to obtain its token could only fail.
        if (provider.proxy().verification() == null || candidate.credential().isPending()) {
            return Mono.just(candidate);
        }
        return verifier.verify(admitted.subject().integration(), provider, candidate)
                .map(outcome -> accepted(provider, candidate, outcome));
    }

    private static Connection accepted(Provider provider, Connection candidate, VerificationOutcome outcome) {
        if (outcome instanceof VerificationOutcome.Refused(String reason)) {
            throw new AuthorizationException(
                    CONNECTION_TEST_FAILED,
                    provider.displayName() + " gave a token and did not accept it in a test: " + reason + ".");
        }
        return candidate;
    }

    /** The last word on everything that an authorization decides; metadata stay those of whoever wrote last. */
    private Mono<Connection> replace(Connection candidate) {
        return connections
                .findLatest(candidate.key())
                .switchIfEmpty(Mono.error(AuthorizationSubjects::unknownConnection))
                .flatMap(
                        latest -> connections.replace(over(latest, candidate)).delayUntil(_ -> health.repaired(latest)))
                .repeatWhenEmpty(again -> again.take(ATTEMPTS).concatMap(_ -> Mono.delay(PAUSE)))
                .switchIfEmpty(Mono.error(() -> new StoreUnavailableException("too many writers at once")));
    }

    private Connection authorized(Connection draft, Arrival arrival) {
        Map<String, Object> config = new LinkedHashMap<>(draft.connectionConfig());
        config.putAll(arrival.connectionConfig());
        return new Connection(
                draft.id(),
                draft.key(),
                draft.provider(),
                arrival.credential(),
                config,
                draft.metadata(),
                draft.endUser(),
                draft.tags(),
                draft.webhookUrlOverride(),
                draft.generation(),
                draft.createdAt(),
                clock.instant());
    }

    private static Connection over(Connection latest, Connection candidate) {
        return new Connection(
                latest.id(),
                latest.key(),
                candidate.provider(),
                candidate.credential(),
                candidate.connectionConfig(),
                latest.metadata(),
                candidate.endUser(),
                candidate.tags(),
                candidate.webhookUrlOverride(),
                latest.generation(),
                latest.createdAt(),
                candidate.updatedAt());
    }
}
