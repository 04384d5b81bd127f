// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import dev.sallyport.filters.authorize.AuthorizationSubjects;
import dev.sallyport.filters.authorize.Authorizations;
import dev.sallyport.filters.authorize.AuthorizeSettings;
import dev.sallyport.filters.authorize.AuthorizedConnections;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.authorize.flow.AuthorizationTargets;
import dev.sallyport.filters.authorize.flow.OAuth1Flow;
import dev.sallyport.filters.authorize.flow.OAuth2Flow;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.signing.OAuth1Handshake;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.TokenExchange;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import dev.sallyport.gateway.control.http.Routes;
import dev.sallyport.gateway.errors.ErrorResponses;
import dev.sallyport.gateway.wiring.UnblockingRandom;
import dev.sallyport.redis.RedisStores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A replica's pages for browsers on a real server, with real stores and a real client; sessions are kept in memory. */
final class AuthorizingGateway implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final EgressSettings EGRESS =
            new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.BOUND, null, Set.of());

    final Map<String, ConnectSession> sessions = new ConcurrentHashMap<>();
    final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    volatile VerificationOutcome verification = new VerificationOutcome.Passed();

    private final AtomicReference<ReactorHttpHandlerAdapter> handler = new AtomicReference<>();
    private final UpstreamClient client = new UpstreamClient(upstream(), EGRESS);
    private final DisposableServer server;
    private final UpstreamTargets targets;
    private final ShortExchange requests;
    final TokenExchange exchange;

    private AuthorizingGateway() {
        this.targets = new UpstreamTargets(EGRESS, new HostBinding(EGRESS.baseUrlOverride()), "Sallyport/test");
        this.requests = new ShortExchange(client, DataSize.ofKilobytes(64), Duration.ofSeconds(2));
        this.exchange = new TokenExchange(targets, requests, Clock.systemUTC());
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> handler.get().apply(request, response))
                .bindNow(PATIENCE);
    }

    /** Bound, so that its address is known; serves once it is {@link #open}. */
    static AuthorizingGateway bind() {
        return new AuthorizingGateway();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /**
     * @param publicUrl that providers send browsers back to, this replica's or another's
     */
    AuthorizingGateway open(RedisStores stores, Catalog catalog, String publicUrl, AuthorizeSettings settings) {
        Clock clock = Clock.systemUTC();
        AuthorizationTargets authorizationTargets = new AuthorizationTargets(targets);
        var random = UnblockingRandom.start();
        AuthorizationSubjects subjects = new AuthorizationSubjects(
                token -> Mono.justOrEmpty(sessions.get(token)),
                stores.integrations(),
                stores.connections(),
                catalog,
                authorizationTargets,
                List.of(
                        new OAuth2Flow(authorizationTargets, new AuthorizationCodeGrant(exchange, random), random),
                        new OAuth1Flow(authorizationTargets, new OAuth1Handshake(clock, random), requests)),
                clock,
                random);
        AuthorizedConnections connections = new AuthorizedConnections(
                stores.connections(),
                (_, _, _) -> Mono.fromSupplier(() -> verification),
                new ConnectionHealth(stores.refreshSetbacks(), RefreshObserver.NOOP),
                events::add,
                clock);
        Authorizations authorizations = new Authorizations(
                subjects,
                connections,
                stores.authorizationStates(),
                stores.stateSigner(),
                PublicUrl.of(publicUrl),
                settings,
                clock,
                random);
        AuthorizePages pages = new AuthorizePages(authorizations, PublicUrl.of(publicUrl));
        handler.set(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(
                Routes.of(pages.endpoints()),
                HandlerStrategies.builder()
                        .exceptionHandler(new ErrorResponses())
                        .build())));
        return this;
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
        client.close();
    }

    private static UpstreamSettings upstream() {
        return new UpstreamSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                4,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }
}
