// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.access.ConfiguredKeys;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.quota.QuotaGate;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.gateway.authorize.AuthorizePages;
import dev.sallyport.gateway.control.apikeys.ApiKeys;
import dev.sallyport.gateway.control.connections.ConnectionDrafts;
import dev.sallyport.gateway.control.connections.ConnectionFiling;
import dev.sallyport.gateway.control.connections.ConnectionIntake;
import dev.sallyport.gateway.control.connections.Connections;
import dev.sallyport.gateway.control.connections.CredentialTrial;
import dev.sallyport.gateway.control.connections.FreshCredential;
import dev.sallyport.gateway.control.connections.ImportConnection;
import dev.sallyport.gateway.control.connections.Metadata;
import dev.sallyport.gateway.control.events.SigningKeyRotation;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Routes;
import dev.sallyport.gateway.control.integrations.IntegrationDrafts;
import dev.sallyport.gateway.control.integrations.Integrations;
import dev.sallyport.gateway.control.providers.Providers;
import dev.sallyport.gateway.control.quota.Quotas;
import dev.sallyport.gateway.events.KeyRing;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.gateway.wiring.UnblockingRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Puts the control plane on the service port. */
@Configuration(proxyBeanMethods = false)
public class ControlPlaneConfiguration {

    @Bean
    ManagementPort managementPort() {
        return new ManagementPort();
    }

    @Bean
    Guard controlPlaneGuard(CallerAuthentication authentication) {
        return new Guard(authentication);
    }

    @Bean
    Integrations integrationEndpoints(
            Guard guard, IntegrationStore integrations, ConnectionStore connections, Catalog catalog, Clock clock) {
        return new Integrations(guard, integrations, connections, new IntegrationDrafts(catalog, clock));
    }

    @Bean
    Connections connectionEndpoints(
            Guard guard,
            IntegrationStore integrations,
            ConnectionStore connections,
            Catalog catalog,
            FreshCredential fresh,
            ConnectionHealth health,
            Clock clock) {
        return new Connections(guard, integrations, connections, catalog, fresh, health, clock);
    }

    @Bean
    FreshCredential freshCredential(
            CredentialRefresher refresher,
            ConnectionHealth health,
            IntegrationStore integrations,
            Catalog catalog,
            SallyportSettings settings) {
        return new FreshCredential(refresher, health, integrations, catalog, settings.totalTimeout());
    }

    @Bean
    CredentialTrial credentialTrial(CredentialRefresher refresher, CredentialVerifier verifier) {
        return new CredentialTrial(refresher, verifier);
    }

    @Bean
    ConnectionIntake connectionIntake(
            Catalog catalog,
            ConnectionStore connections,
            CredentialTrial trial,
            ConnectionHealth health,
            ConnectionEvents events,
            Clock clock) {
        ConnectionDrafts drafts = new ConnectionDrafts(clock, UnblockingRandom.start());
        return new ConnectionIntake(catalog, drafts, trial, new ConnectionFiling(connections, drafts, health, events));
    }

    @Bean
    ImportConnection importEndpoints(
            Guard guard, Catalog catalog, IntegrationStore integrations, ConnectionIntake intake) {
        return new ImportConnection(guard, catalog, integrations, intake);
    }

    @Bean
    Metadata metadataEndpoints(Guard guard, IntegrationStore integrations, ConnectionStore connections, Clock clock) {
        return new Metadata(guard, integrations, connections, clock);
    }

    @Bean
    Providers providerEndpoints(Guard guard, Catalog catalog) {
        return new Providers(guard, catalog);
    }

    @Bean
    ApiKeys apiKeyEndpoints(Guard guard, ApiKeyStore keys, ConfiguredKeys configured, Clock clock) {
        return new ApiKeys(guard, keys, configured.all(), clock, UnblockingRandom.start());
    }

    @Bean
    SigningKeyRotation signingKeyEndpoints(Guard guard, KeyRing keys) {
        return new SigningKeyRotation(guard, keys);
    }

    @Bean
    Quotas quotaEndpoints(Guard guard, QuotaGate gate) {
        return new Quotas(guard, gate::live);
    }

    @Bean
    RouterFunction<ServerResponse> controlPlaneRoutes(
            Integrations integrations,
            Metadata metadata,
            ImportConnection imports,
            Connections connections,
            Providers providers,
            ApiKeys apiKeys,
            SigningKeyRotation signingKeys,
            Quotas quotas,
            AuthorizePages authorize,
            ManagementPort management) {
        List<Endpoint> endpoints = Stream.of(
                        integrations.endpoints(),
                        metadata.endpoints(), // before those of /connections/{id}, which its path fits too
                        imports.endpoints(),
                        connections.endpoints(),
                        providers.endpoints(),
                        apiKeys.endpoints(),
                        signingKeys.endpoints(),
                        quotas.endpoints(),
                        authorize.endpoints(),
                        List.of(OpenApiDocument.endpoint()))
                .flatMap(List::stream)
                .toList();
        return offPort(management, Routes.of(endpoints));
    }

    /** After all other routes, so that it only takes what nobody else does. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RouterFunction<ServerResponse> nothingHere(ManagementPort management) {
        return offPort(management, Routes.fallback());
    }

    static RouterFunction<ServerResponse> offPort(ManagementPort management, RouterFunction<ServerResponse> routes) {
        return RouterFunctions.nest(request -> !management.received(request), routes);
    }
}
