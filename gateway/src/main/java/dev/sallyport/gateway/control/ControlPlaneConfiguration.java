// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.access.ConfiguredKeys;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.quota.QuotaGate;
import dev.sallyport.gateway.authorize.AuthorizePages;
import dev.sallyport.gateway.control.apikeys.ApiKeys;
import dev.sallyport.gateway.control.connections.ConnectionDrafts;
import dev.sallyport.gateway.control.connections.Connections;
import dev.sallyport.gateway.control.connections.ImportConnection;
import dev.sallyport.gateway.control.connections.Metadata;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Routes;
import dev.sallyport.gateway.control.integrations.IntegrationDrafts;
import dev.sallyport.gateway.control.integrations.Integrations;
import dev.sallyport.gateway.control.providers.Providers;
import dev.sallyport.gateway.control.quota.Quotas;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
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
            Guard guard, IntegrationStore integrations, ConnectionStore connections, Catalog catalog, Clock clock) {
        return new Connections(guard, integrations, connections, catalog, clock);
    }

    @Bean
    ImportConnection importEndpoints(
            Guard guard,
            Catalog catalog,
            IntegrationStore integrations,
            ConnectionStore connections,
            CredentialVerifier verifier,
            Clock clock) {
        ConnectionDrafts drafts = new ConnectionDrafts(clock, unblockingRandom());
        return new ImportConnection(guard, catalog, integrations, connections, drafts, verifier);
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
        return new ApiKeys(guard, keys, configured.all(), clock, unblockingRandom());
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

    private static RouterFunction<ServerResponse> offPort(
            ManagementPort management, RouterFunction<ServerResponse> routes) {
        return RouterFunctions.nest(request -> !management.received(request), routes);
    }

    /** The default source reads the system's for every number, which may block; this one does so once, here. */
    public static RandomGenerator unblockingRandom() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM since 9 has DRBG", e);
        }
    }
}
