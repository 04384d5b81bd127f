// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.CallCredential;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.IdleConnections;
import dev.sallyport.filters.refresh.RefreshPorts;
import dev.sallyport.filters.refresh.RefreshTime;
import dev.sallyport.filters.refresh.RenewCredential;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.token.TokenEndpoints;
import dev.sallyport.filters.token.TokenExchange;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.observability.Telemetry;
import dev.sallyport.redis.RedisStores;
import java.time.Clock;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.util.unit.DataSize;
import reactor.core.scheduler.Schedulers;

/** Keeps credentials usable: who is asked for the next one, when, and what replicas share of it. */
@EnableScheduling
@Configuration(proxyBeanMethods = false)
public class RefreshConfiguration {

    /** Token answers are short, those that list many scopes included. */
    private static final DataSize LONGEST_ANSWER = DataSize.ofKilobytes(64);

    @Bean
    List<TokenEndpoint> tokenEndpoints(
            UpstreamTargets targets, UpstreamClient client, SallyportSettings settings, Clock clock) {
        ShortExchange exchange =
                new ShortExchange(client, LONGEST_ANSWER, settings.refresh().requestTimeout());
        return TokenEndpoints.all(new TokenExchange(targets, exchange, clock), clock, UnblockingRandom.start());
    }

    @Bean
    CredentialRefresher credentialRefresher(
            RedisStores stores,
            ConnectionStore connections,
            List<TokenEndpoint> tokenEndpoints,
            Telemetry telemetry,
            ConnectionEvents events,
            SallyportSettings settings,
            RefreshTime time) {
        RefreshPorts ports = new RefreshPorts(
                connections,
                stores.refreshLease(),
                stores.refreshJournal(),
                stores.refreshSetbacks(),
                stores.refreshNotices(),
                tokenEndpoints,
                telemetry.refreshes(),
                events);
        return new CredentialRefresher(ports, settings.refresh(), time);
    }

    /** Replicas that start in the same moment must not make the same tokens for their leases. */
    @Bean
    RefreshTime refreshTime(Clock clock) {
        return new RefreshTime(clock, System::nanoTime, UnblockingRandom.start(), Schedulers.parallel());
    }

    @Bean
    IdleSweeps idleSweeps(
            RedisStores stores,
            Catalog catalog,
            CredentialRefresher refresher,
            ConnectionHealth health,
            SallyportSettings settings,
            RefreshTime time) {
        IdleConnections idle = new IdleConnections(
                stores.connections(),
                stores.integrations(),
                catalog,
                refresher,
                health,
                stores.refreshLease(),
                settings.refresh(),
                settings.idleRefresh(),
                time);
        return new IdleSweeps(idle, stores.environments());
    }

    @Bean
    ConnectionHealth connectionHealth(RedisStores stores, Telemetry telemetry) {
        return new ConnectionHealth(stores.refreshSetbacks(), telemetry.refreshes());
    }

    @Bean
    BrokenCensus brokenCensus(RedisStores stores, Telemetry telemetry) {
        return new BrokenCensus(
                stores.refreshSetbacks(),
                stores.environments(),
                telemetry.gauges().brokenConnections());
    }

    @Bean
    CallCredential callCredential(CredentialRefresher refresher, ConnectionStore connections, ConnectionPlans plans) {
        return new CallCredential(refresher, connections, plans, System::nanoTime);
    }

    @Bean
    RenewCredential renewCredential(CallCredential credential) {
        return new RenewCredential(credential);
    }

    /** A stop waits for token requests under way, whose answers may exist nowhere else. */
    @Bean
    SmartLifecycle lastRefreshes(CredentialRefresher refresher) {
        return new LastRefreshes(refresher);
    }
}
