// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.ConfiguredKeys;
import dev.sallyport.filters.access.InMemoryApiKeyStore;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.activity.ReplayMark;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.InMemorySigningKeys;
import dev.sallyport.filters.quota.QuotaGate;
import dev.sallyport.filters.quota.QuotaMode;
import dev.sallyport.filters.quota.QuotaSettings;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.filters.session.InMemoryConnectSessions;
import dev.sallyport.gateway.control.activity.Calls;
import dev.sallyport.gateway.control.activity.ConnectionBoard;
import dev.sallyport.gateway.control.activity.LiveCalls;
import dev.sallyport.gateway.control.activity.Replays;
import dev.sallyport.gateway.control.activity.SignedIn;
import dev.sallyport.gateway.control.activity.StoredSecrets;
import dev.sallyport.gateway.control.connections.ConnectionIntake;
import dev.sallyport.gateway.control.connections.FreshCredential;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.SessionGuard;
import dev.sallyport.gateway.errors.ErrorResponses;
import dev.sallyport.gateway.events.KeyRing;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The control plane as the application wires it, on maps instead of Redis, called without a network. */
final class ControlPlane {

    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    static final String ROOT = "root";

    final RacingStores.Integrations integrations = new RacingStores.Integrations();
    final RacingStores.Connections connections = new RacingStores.Connections();
    final ConnectSessions sessions = new InMemoryConnectSessions(Clock.fixed(NOW, ZoneOffset.UTC));
    final QuotaBoard quotas = new QuotaBoard();
    final CallLog calls = new CallLog();
    final TokenDesk tokens = new TokenDesk();
    final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    final ApiKeyStore keys = new InMemoryApiKeyStore();
    final InMemorySigningKeys signingKeys = new InMemorySigningKeys();
    final KeyRing signing = new KeyRing(Map.of("fixed", SecretText.of("configured")), signingKeys, new Random(1));
    final Map<String, ApiKey> callers = new HashMap<>();
    final RouterFunction<ServerResponse> routes;
    /** Those of the management port. */
    final RouterFunction<ServerResponse> managementRoutes;

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final LiveCalls liveCalls;
    final WebTestClient client;
    /** Where calls are replayed. */
    InetSocketAddress servicePort = InetSocketAddress.createUnresolved("nowhere.invalid", 1);

    VerificationOutcome verification = new VerificationOutcome.Passed();
    int verifications;

    ControlPlane() {
        this(Catalogue.load());
    }

    ControlPlane(Catalog catalog) {
        caller(ROOT, List.of("environment:*"), null, null);
        Guard guard = new Guard(this::authenticate);
        liveCalls = new LiveCalls(guard, this::authenticate, calls, time);
        routes = routes(catalog);
        managementRoutes = managementRoutes(guard, catalog);
        client = WebTestClient.bindToRouterFunction(managementRoutes.and(routes))
                .handlerStrategies(HandlerStrategies.builder()
                        .exceptionHandler(new Errors())
                        .build())
                .configureClient()
                .responseTimeout(Duration.ofSeconds(30)) // replays are real exchanges, and the machine may be busy
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(32 << 20))
                .build();
    }

    static HandlerStrategies strategies() {
        return HandlerStrategies.builder().exceptionHandler(new Errors()).build();
    }

    private RouterFunction<ServerResponse> routes(Catalog catalog) {
        ControlPlaneConfiguration wiring = new ControlPlaneConfiguration();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Guard guard = wiring.controlPlaneGuard(this::authenticate);
        ConfiguredKeys configured = new ConfiguredKeys(Map.of(KeyHash.of(ROOT), callers.get(ROOT)));
        CredentialRefresher refresher = tokens.refresher(connections, events::add, clock);
        ConnectionHealth health = tokens.health();
        ConnectionIntake intake = wiring.connectionIntake(
                catalog,
                connections,
                wiring.credentialTrial(
                        refresher,
                        (_, _, _) -> Mono.fromSupplier(() -> {
                            verifications++;
                            return verification;
                        })),
                health,
                events::add,
                clock);
        return wiring.controlPlaneRoutes(
                        wiring.integrationEndpoints(guard, integrations, connections, catalog, clock),
                        wiring.metadataEndpoints(guard, integrations, connections, clock),
                        wiring.importEndpoints(guard, catalog, integrations, intake),
                        wiring.connectionEndpoints(
                                guard,
                                integrations,
                                connections,
                                catalog,
                                new FreshCredential(refresher, health, integrations, catalog, Duration.ofSeconds(5)),
                                health,
                                clock),
                        wiring.providerEndpoints(guard, catalog),
                        wiring.apiKeyEndpoints(guard, keys, configured, clock),
                        wiring.signingKeyEndpoints(guard, signing),
                        wiring.quotaEndpoints(guard, gate(quotas)),
                        LockedPages.of(this, catalog, clock),
                        wiring.managementPort())
                .and(connectRoutes(wiring, guard, catalog, intake, clock))
                .and(wiring.nothingHere(wiring.managementPort()));
    }

    private RouterFunction<ServerResponse> managementRoutes(Guard guard, Catalog catalog) {
        return ActivityConfiguration.routes(
                new Calls(guard, calls),
                liveCalls,
                new Replays(
                        guard,
                        calls,
                        new StoredSecrets(connections, integrations, catalog),
                        new ReplayMark(new Random(1)),
                        () -> servicePort),
                new ConnectionBoard(
                        guard,
                        connections,
                        tokens.health(),
                        catalog,
                        Duration.ofSeconds(60),
                        Clock.fixed(NOW, ZoneOffset.UTC)),
                new ControlPlaneConfiguration().quotaEndpoints(guard, gate(quotas)),
                new SignedIn(guard, "1.2.3", "https://traces.example/{trace_id}"));
    }

    private RouterFunction<ServerResponse> connectRoutes(
            ControlPlaneConfiguration plane, Guard guard, Catalog catalog, ConnectionIntake intake, Clock clock) {
        ConnectConfiguration wiring = new ConnectConfiguration();
        SessionGuard sessionGuard = wiring.sessionGuard(sessions);
        return wiring.connectRoutes(
                wiring.sessionEndpoints(
                        guard,
                        sessionGuard,
                        sessions,
                        integrations,
                        connections,
                        PublicUrl.of("https://gateway.example/base"),
                        clock),
                wiring.connectForms(sessionGuard, catalog, integrations, connections, intake),
                plane.managementPort());
    }

    private Mono<ApiKey> authenticate(ServerHttpRequest request) {
        String header = request.getHeaders().getFirst("Authorization");
        ApiKey caller = header == null ? null : callers.get(header.substring("Bearer ".length()));
        return caller == null
                ? Mono.error(new GatewayException(ErrorCode.UNKNOWN_ACCOUNT, "unknown key"))
                : Mono.just(caller);
    }

    ControlPlane caller(String name, List<String> scopes, List<String> integrations, List<String> connections) {
        return caller(name, "dev", scopes, integrations, connections);
    }

    ControlPlane caller(
            String name, String environment, List<String> scopes, List<String> integrations, List<String> connections) {
        callers.put(
                name,
                new ApiKey(
                        "id-" + name,
                        name,
                        environment,
                        Scopes.of(scopes),
                        AllowList.of(integrations),
                        AllowList.of(connections),
                        NOW));
        return this;
    }

    Reply get(String uri) {
        return call(ROOT, HttpMethod.GET, uri, null);
    }

    Reply post(String uri, String json) {
        return call(ROOT, HttpMethod.POST, uri, json);
    }

    Reply patch(String uri, String json) {
        return call(ROOT, HttpMethod.PATCH, uri, json);
    }

    Reply delete(String uri) {
        return call(ROOT, HttpMethod.DELETE, uri, null);
    }

    /** With single quotes in the JSON turned into double ones, for readable tests. */
    Reply call(String caller, HttpMethod method, String uri, String json) {
        return exchange(
                method, uri, json == null ? null : json.replace('\'', '"').getBytes(), headers -> {
                    headers.setBearerAuth(caller);
                    headers.setContentType(MediaType.APPLICATION_JSON);
                });
    }

    Reply exchange(HttpMethod method, String uri, byte[] body, Consumer<HttpHeaders> headers) {
        WebTestClient.RequestBodySpec request =
                client.method(method).uri(URI.create(uri)).headers(headers);
        var result = (body == null ? request : request.bodyValue(body))
                .exchange()
                .expectBody()
                .returnResult();
        byte[] content = result.getResponseBodyContent();
        return new Reply(
                result.getStatus().value(), content == null ? "" : new String(content), result.getResponseHeaders());
    }

    /** The application's own handler, except for bugs, which a test should see. */
    private static final class Errors implements WebExceptionHandler {

        private final ErrorResponses application = new ErrorResponses();

        @Override
        public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
            return error instanceof GatewayException || error instanceof StoreUnavailableException
                    ? application.handle(exchange, error)
                    : Mono.error(error);
        }
    }

    private static QuotaGate gate(QuotaBoard ledger) {
        QuotaSettings settings =
                new QuotaSettings(QuotaMode.ENFORCE, 1000, Duration.ofMillis(50), 1000, Duration.ofMillis(100));
        return new QuotaGate(settings, ledger, Schedulers.parallel(), System::nanoTime);
    }
}
