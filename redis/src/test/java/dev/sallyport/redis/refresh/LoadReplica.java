// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.IdleConnections;
import dev.sallyport.filters.refresh.IdleRefreshSettings;
import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.refresh.RefreshPorts;
import dev.sallyport.filters.refresh.RefreshSettings;
import dev.sallyport.filters.refresh.RefreshTime;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.token.TokenEndpoints;
import dev.sallyport.filters.token.TokenExchange;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a replica has to renew credentials: stores, token endpoints and settings as shipped. */
final class LoadReplica implements AutoCloseable {

    private final RedisStores stores;
    private final UpstreamClient client;
    private final Catalog catalog;
    private final CredentialRefresher refresher;
    private final RefreshTime time;

    LoadReplica(SecretText redis, Catalog catalog) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        EgressSettings egress =
                new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.BOUND, null, Set.of());
        this.stores = TestStores.open(redis);
        this.client = new UpstreamClient(asShipped(), egress);
        this.catalog = catalog;
        this.time = new RefreshTime(Clock.systemUTC(), System::nanoTime, random, Schedulers.parallel());
        ShortExchange exchange =
                new ShortExchange(client, DataSize.ofKilobytes(64), RefreshSettings.DEFAULTS.requestTimeout());
        UpstreamTargets targets =
                new UpstreamTargets(egress, new HostBinding(egress.baseUrlOverride()), "Sallyport/load");
        RefreshPorts ports = new RefreshPorts(
                stores.connections(),
                stores.refreshLease(),
                stores.refreshJournal(),
                stores.refreshSetbacks(),
                stores.refreshNotices(),
                TokenEndpoints.all(
                        new TokenExchange(targets, exchange, Clock.systemUTC()), Clock.systemUTC(), new SecureRandom()),
                RefreshObserver.NOOP,
                ConnectionEvents.NOOP);
        this.refresher = new CredentialRefresher(ports, RefreshSettings.DEFAULTS, time);
    }

    RedisStores stores() {
        return stores;
    }

    /** What a call asks of its credential. */
    Mono<Boolean> call(Integration integration, ConnectionKey key) {
        Provider provider = Objects.requireNonNull(catalog.find(integration.provider()));
        return stores.connections()
                .find(key)
                .map(connection -> refresher.isUsable(new Subject(integration, provider, connection)));
    }

    /** A search for idle connections. */
    Mono<Long> sweep(String environment, int rate) {
        return new IdleConnections(
                        stores.connections(),
                        stores.integrations(),
                        catalog,
                        refresher,
                        new ConnectionHealth(stores.refreshSetbacks(), RefreshObserver.NOOP),
                        stores.refreshLease(),
                        RefreshSettings.DEFAULTS,
                        new IdleRefreshSettings(Duration.ofHours(24), Duration.ofHours(1), rate),
                        time)
                .sweep(environment);
    }

    @Override
    public void close() {
        client.close();
        stores.close();
    }

    private static UpstreamSettings asShipped() {
        return new UpstreamSettings(
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                500,
                1_000,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }
}
