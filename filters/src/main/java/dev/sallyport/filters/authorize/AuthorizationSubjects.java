// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_SESSION;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNKNOWN_CONNECTION;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNKNOWN_INTEGRATION;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNSUPPORTED_PROVIDER;

import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.authorize.flow.AuthorizationFlow;
import dev.sallyport.filters.authorize.flow.AuthorizationTargets;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.session.ConnectSession.Defaults;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** Finds out what may be authorized: by which session, for which integration, as which connection. */
public final class AuthorizationSubjects {

    private static final Defaults NO_DEFAULTS = new Defaults(Map.of(), Map.of(), null);

    private final Function<String, Mono<ConnectSession>> sessions;
    private final IntegrationStore integrations;
    private final ConnectionStore connections;
    private final Catalog catalog;
    private final AuthorizationTargets targets;
    private final List<AuthorizationFlow> flows;
    private final Clock clock;
    private final Drafts drafts;

    /**
     * @param sessions finds a session by its token; empty when there is none
     * @param flows the first that serves a mode is taken
     * @param random names new connections
     */
    public AuthorizationSubjects(
            Function<String, Mono<ConnectSession>> sessions,
            IntegrationStore integrations,
            ConnectionStore connections,
            Catalog catalog,
            AuthorizationTargets targets,
            List<AuthorizationFlow> flows,
            Clock clock,
            RandomGenerator random) {
        this.sessions = sessions;
        this.integrations = integrations;
        this.connections = connections;
        this.catalog = catalog;
        this.targets = targets;
        this.flows = List.copyOf(flows);
        this.clock = clock;
        this.drafts = new Drafts(clock, random);
    }

    Mono<Admitted> open(SecretText token, String integration, Map<String, String> typed) {
        return sessions.apply(token.reveal())
                .filter(session -> session.expiresAt().isAfter(clock.instant()))
                .switchIfEmpty(Mono.error(() -> new AuthorizationException(
                        INVALID_SESSION, "This link is no longer valid. Ask for a new one where you got it.")))
                .flatMap(session -> open(session, integration, typed));
    }

    /** Another environment's integration, one that is not allowed and one that does not exist look the same. */
    private Mono<Admitted> open(ConnectSession session, String key, Map<String, String> typed) {
        return Mono.just(session)
                .filter(each -> each.allows(key))
                .flatMap(each -> integrations.find(each.environment(), key))
                .switchIfEmpty(Mono.error(AuthorizationSubjects::unknownIntegration))
                .flatMap(integration -> open(session, integration, typed));
    }

    private Mono<Admitted> open(ConnectSession session, Integration integration, Map<String, String> typed) {
        Provider provider = providerOf(integration);
        Defaults defaults = session.defaults().getOrDefault(integration.uniqueKey(), NO_DEFAULTS);
        Map<String, Object> given = defaults.connectionConfig();
        ConnectionKey again = session.reconnect();
        Mono<Connection> connection = again == null
                ? Mono.fromSupplier(() -> drafts.create(
                        session,
                        integration.uniqueKey(),
                        provider.name(),
                        UserFields.merge(provider, Map.of(), typed, given)))
                : stored(again, provider)
                        .map(stored -> drafts.over(
                                stored, session, UserFields.merge(provider, stored.connectionConfig(), typed, given)));
        return connection
                .map(each -> admit(integration, provider, each, again != null, defaults.authorizationParams()))
                .doOnNext(admitted -> targets.requireBound(admitted.subject(), unless(given, typed)));
    }

    /** The fields whose values the user decided. */
    private static Set<String> unless(Map<String, Object> given, Map<String, String> typed) {
        Set<String> names = new LinkedHashSet<>(typed.keySet());
        names.removeAll(given.keySet());
        return names;
    }

    /** What has changed since the browser left counts: an integration may be gone, a connection written by somebody else. */
    Mono<Admitted> reopen(PendingAuthorization pending) {
        ConnectionKey key = pending.key();
        return integrations
                .find(key.environment(), key.integration())
                .filter(integration -> integration.provider().equals(pending.provider()))
                .switchIfEmpty(Mono.error(AuthorizationSubjects::unknownIntegration))
                .flatMap(integration -> reopen(pending, integration));
    }

    private Mono<Admitted> reopen(PendingAuthorization pending, Integration integration) {
        Provider provider = providerOf(integration);
        Mono<Connection> connection = pending.reconnects()
                ? stored(pending.key(), provider).map(stored -> drafts.over(stored, pending))
                : Mono.fromSupplier(() -> drafts.create(pending));
        return connection.map(each -> admit(integration, provider, each, pending.reconnects(), Map.of()));
    }

    private Mono<Connection> stored(ConnectionKey key, Provider provider) {
        return connections
                .findLatest(key)
                .filter(stored -> stored.provider().equals(provider.name()))
                .switchIfEmpty(Mono.error(AuthorizationSubjects::unknownConnection));
    }

    private Admitted admit(
            Integration integration,
            Provider provider,
            Connection connection,
            boolean reconnects,
            Map<String, String> params) {
        for (AuthorizationFlow flow : flows) {
            if (flow.serves(provider.authMode())) {
                return new Admitted(new Subject(integration, provider, connection), flow, reconnects, params);
            }
        }
        throw new AuthorizationException(
                UNSUPPORTED_PROVIDER, provider.displayName() + " is not connected by authorization in a browser.");
    }

    private Provider providerOf(Integration integration) {
        Provider provider = catalog.find(integration.provider());
        if (provider == null) {
            throw new AuthorizationException(
                    UNSUPPORTED_PROVIDER, "The integration's provider is not in the catalogue of this gateway.");
        }
        return provider;
    }

    private static AuthorizationException unknownIntegration() {
        return new AuthorizationException(
                UNKNOWN_INTEGRATION, "There is no such integration, or this link may not connect it.");
    }

    static AuthorizationException unknownConnection() {
        return new AuthorizationException(
                UNKNOWN_CONNECTION, "The connection that this link was to repair does not exist any more.");
    }
}
