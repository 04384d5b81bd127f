// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.integration.IntegrationStore;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Renews connections that no call renews: many refresh tokens die when they are not used for long, and a grant that is gone
 * should be known before somebody needs it. Whoever is called through renews in time, so a token that expired, or is about to,
 * and was not written for a day is one that nobody used. One that only a 401 tells of is left alone.
 */
public final class IdleConnections {

    /** At the same time, so that one slow provider does not hold up the others. */
    private static final int AT_ONCE = 8;

    private final ConnectionStore connections;
    private final IntegrationStore integrations;
    private final Catalog catalog;
    private final CredentialRefresher refresher;
    private final ConnectionHealth health;
    private final RefreshLease lease;
    private final RefreshSettings refresh;
    private final IdleRefreshSettings settings;
    private final RefreshTime time;

    public IdleConnections(
            ConnectionStore connections,
            IntegrationStore integrations,
            Catalog catalog,
            CredentialRefresher refresher,
            ConnectionHealth health,
            RefreshLease lease,
            RefreshSettings refresh,
            IdleRefreshSettings settings,
            RefreshTime time) {
        this.connections = connections;
        this.integrations = integrations;
        this.catalog = catalog;
        this.refresher = refresher;
        this.health = health;
        this.lease = lease;
        this.refresh = refresh;
        this.settings = settings;
        this.time = time;
    }

    /** All environments, one after the other. */
    public Mono<Void> sweepAll(Flux<String> environments) {
        return environments
                .concatMap(this::sweep)
                .onErrorComplete(StoreUnavailableException.class)
                .then();
    }

    /**
     * Renews an environment's idle connections, and answers how many; none when a replica has looked through them within the
     * interval. Never fails for want of the store: the next time will do.
     */
    public Mono<Long> sweep(String environment) {
        // Not given back: it keeps the other replicas from looking again before the interval is over.
        return Mono.defer(() -> lease.acquire(wholeOf(environment), time.uniqueId(), settings.interval()))
                .filter(ours -> ours && settings.rate() > 0)
                .flatMap(_ -> renewIdle(environment))
                .onErrorComplete(StoreUnavailableException.class)
                .defaultIfEmpty(0L);
    }

    private Mono<Long> renewIdle(String environment) {
        return connections
                .list(environment)
                .filter(this::isIdle)
                .filterWhen(this::isNotBroken)
                .delayElements(Duration.ofSeconds(1).dividedBy(settings.rate()), time.scheduler())
                .flatMap(this::renew, AT_ONCE)
                .count();
    }

    private boolean isIdle(Connection connection) {
        Instant now = time.now();
        Instant expiry = connection.credential().expiresAt();
        return expiry != null
                && expiry.isBefore(now.plus(refresh.margin()))
                && connection.updatedAt().isBefore(now.minus(settings.after()))
                && refresher.isRenewable(connection.credential());
    }

    /** Of a grant that was refused for good, asking every hour for years makes nothing better. */
    private Mono<Boolean> isNotBroken(Connection connection) {
        return health.problemOf(connection)
                .map(problem -> problem.kind() != Setback.Kind.REFUSED)
                .defaultIfEmpty(true);
    }

    private Mono<Connection> renew(Connection connection) {
        Provider provider = catalog.find(connection.provider());
        return provider == null
                ? Mono.empty()
                : integrations
                        .find(connection.key().environment(), connection.key().integration())
                        .flatMap(integration -> refresher.renewed(
                                new Subject(integration, provider, connection), Waiter.of(refresh.leaseTtl())))
                        .onErrorComplete(GatewayException.class);
    }

    /** No connection has an empty name. */
    private static ConnectionKey wholeOf(String environment) {
        return new ConnectionKey(environment, "", "");
    }
}
