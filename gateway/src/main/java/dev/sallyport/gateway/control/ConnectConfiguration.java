// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.gateway.control.connect.ConnectForms;
import dev.sallyport.gateway.control.connect.ConnectPage;
import dev.sallyport.gateway.control.connect.Offers;
import dev.sallyport.gateway.control.connections.ConnectionIntake;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Routes;
import dev.sallyport.gateway.control.http.SessionGuard;
import dev.sallyport.gateway.control.sessions.SessionDrafts;
import dev.sallyport.gateway.control.sessions.Sessions;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.gateway.wiring.UnblockingRandom;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Puts connect sessions and their page on the service port. */
@Configuration(proxyBeanMethods = false)
public class ConnectConfiguration {

    @Bean
    PublicUrl publicUrl(SallyportSettings settings) {
        return settings.publicUrl();
    }

    @Bean
    SessionGuard sessionGuard(ConnectSessions sessions) {
        return new SessionGuard(sessions);
    }

    @Bean
    Sessions sessionEndpoints(
            Guard guard,
            SessionGuard sessionGuard,
            ConnectSessions sessions,
            IntegrationStore integrations,
            ConnectionStore connections,
            PublicUrl publicUrl,
            Clock clock) {
        RandomGenerator random = UnblockingRandom.start();
        return new Sessions(
                guard,
                sessionGuard,
                sessions,
                integrations,
                connections,
                new SessionDrafts(clock, random),
                random,
                publicUrl);
    }

    @Bean
    ConnectForms connectForms(
            SessionGuard guard,
            Catalog catalog,
            IntegrationStore integrations,
            ConnectionStore connections,
            ConnectionIntake intake) {
        return new ConnectForms(guard, new Offers(catalog, integrations, connections), intake);
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> connectRoutes(Sessions sessions, ConnectForms forms, ManagementPort management) {
        return ControlPlaneConfiguration.offPort(
                management,
                Routes.of(Stream.of(sessions.endpoints(), forms.endpoints(), ConnectPage.endpoints())
                        .flatMap(List::stream)
                        .toList()));
    }
}
