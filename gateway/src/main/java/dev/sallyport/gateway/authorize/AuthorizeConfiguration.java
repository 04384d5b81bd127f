// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import dev.sallyport.filters.authorize.AuthorizationStates;
import dev.sallyport.filters.authorize.AuthorizationSubjects;
import dev.sallyport.filters.authorize.Authorizations;
import dev.sallyport.filters.authorize.AuthorizedConnections;
import dev.sallyport.filters.authorize.StateSigner;
import dev.sallyport.filters.authorize.flow.AuthorizationFlow;
import dev.sallyport.filters.authorize.flow.AuthorizationTargets;
import dev.sallyport.filters.authorize.flow.McpFlow;
import dev.sallyport.filters.authorize.flow.OAuth1Flow;
import dev.sallyport.filters.authorize.flow.OAuth2Flow;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.filters.signing.OAuth1Handshake;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.TokenExchange;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.gateway.wiring.UnblockingRandom;
import dev.sallyport.redis.RedisStores;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Puts together how end users authorize. */
@Configuration(proxyBeanMethods = false)
public class AuthorizeConfiguration {

    /** Token answers are short; what is not is none. */
    private static final DataSize MOST_ANSWER = DataSize.ofKilobytes(64);

    @Bean
    AuthorizationTargets authorizationTargets(UpstreamTargets upstream) {
        return new AuthorizationTargets(upstream);
    }

    @Bean
    List<AuthorizationFlow> authorizationFlows(
            AuthorizationTargets targets,
            UpstreamTargets upstream,
            UpstreamClient client,
            SallyportSettings settings,
            Clock clock) {
        ShortExchange exchange =
                new ShortExchange(client, MOST_ANSWER, settings.authorize().requestTimeout());
        // A nonce only has to be unique, and SecureRandom reads a file, which an event loop must not.
        OAuth1Handshake handshake =
                new OAuth1Handshake(clock, () -> ThreadLocalRandom.current().nextLong());
        RandomGenerator random = UnblockingRandom.start();
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new TokenExchange(upstream, exchange, clock), random);
        OAuth2Flow codeFlow = new OAuth2Flow(targets, grant, random);
        return List.of(
                codeFlow,
                new OAuth1Flow(targets, handshake, exchange),
                new McpFlow(targets, codeFlow, grant, exchange, random));
    }

    @Bean
    AuthorizationSubjects authorizationSubjects(
            ConnectSessions sessions,
            IntegrationStore integrations,
            ConnectionStore connections,
            Catalog catalog,
            AuthorizationTargets targets,
            List<AuthorizationFlow> flows,
            Clock clock) {
        return new AuthorizationSubjects(
                sessions::find, integrations, connections, catalog, targets, flows, clock, UnblockingRandom.start());
    }

    @Bean
    AuthorizedConnections authorizedConnections(
            ConnectionStore connections,
            CredentialVerifier verifier,
            ConnectionHealth health,
            ConnectionEvents events,
            Clock clock) {
        return new AuthorizedConnections(connections, verifier, health, events, clock);
    }

    @Bean
    AuthorizationStates authorizationStates(RedisStores stores) {
        return stores.authorizationStates();
    }

    @Bean
    StateSigner stateSigner(RedisStores stores) {
        return stores.stateSigner();
    }

    @Bean
    Authorizations authorizations(
            AuthorizationSubjects subjects,
            AuthorizedConnections connections,
            AuthorizationStates states,
            StateSigner signer,
            SallyportSettings settings,
            Clock clock) {
        return new Authorizations(
                subjects,
                connections,
                states,
                signer,
                settings.publicUrl(),
                settings.authorize(),
                clock,
                UnblockingRandom.start());
    }

    @Bean
    AuthorizePages authorizePages(Authorizations authorizations, SallyportSettings settings) {
        return new AuthorizePages(authorizations, settings.publicUrl());
    }
}
