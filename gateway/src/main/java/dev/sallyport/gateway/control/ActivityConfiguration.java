// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ReplayMark;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.gateway.control.activity.ActivityFiles;
import dev.sallyport.gateway.control.activity.Calls;
import dev.sallyport.gateway.control.activity.ConnectionBoard;
import dev.sallyport.gateway.control.activity.LiveCalls;
import dev.sallyport.gateway.control.activity.Replays;
import dev.sallyport.gateway.control.activity.ServicePort;
import dev.sallyport.gateway.control.activity.SignedIn;
import dev.sallyport.gateway.control.activity.StoredSecrets;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Routes;
import dev.sallyport.gateway.control.quota.Quotas;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.gateway.wiring.Version;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Schedulers;

/** Puts the activity page and its API on the management port, where nothing else of the control plane is. */
@Configuration(proxyBeanMethods = false)
public class ActivityConfiguration {

    @Bean
    Calls callEndpoints(Guard guard, ActivityStore store) {
        return new Calls(guard, store);
    }

    @Bean
    LiveCalls liveCallEndpoints(Guard guard, CallerAuthentication authentication, ActivityStore store) {
        return new LiveCalls(guard, authentication, store, Schedulers.parallel());
    }

    @Bean
    ServicePort servicePort(ServerProperties server) {
        Ssl ssl = server.getSsl();
        return new ServicePort(server.getAddress(), ssl != null && ssl.isEnabled());
    }

    @Bean
    Replays replayEndpoints(
            Guard guard,
            ActivityStore store,
            ConnectionStore connections,
            IntegrationStore integrations,
            Catalog catalog,
            ReplayMark mark,
            ServicePort servicePort) {
        return new Replays(
                guard, store, new StoredSecrets(connections, integrations, catalog), mark, servicePort::address);
    }

    @Bean
    ConnectionBoard connectionBoard(
            Guard guard,
            ConnectionStore connections,
            ConnectionHealth health,
            Catalog catalog,
            SallyportSettings settings,
            Clock clock) {
        return new ConnectionBoard(
                guard, connections, health, catalog, settings.refresh().margin(), clock);
    }

    @Bean
    SignedIn signedIn(Guard guard, Version version, SallyportSettings settings) {
        return new SignedIn(guard, version.number(), settings.activity().traceUrl());
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> activityRoutes(
            Calls calls,
            LiveCalls live,
            Replays replays,
            ConnectionBoard connections,
            Quotas quotas,
            SignedIn session,
            ManagementPort management) {
        return RouterFunctions.nest(management::received, routes(calls, live, replays, connections, quotas, session));
    }

    static RouterFunction<ServerResponse> routes(
            Calls calls,
            LiveCalls live,
            Replays replays,
            ConnectionBoard connections,
            Quotas quotas,
            SignedIn session) {
        return Routes.of(Stream.of(
                        calls.endpoints(),
                        List.of(
                                live.endpoint(),
                                replays.endpoint(),
                                connections.endpoint(),
                                quotas.watching("/api/activity/quotas"),
                                session.endpoint()),
                        ActivityFiles.endpoints("activity"))
                .flatMap(List<Endpoint>::stream)
                .toList());
    }
}
