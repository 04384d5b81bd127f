// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.activity.CallRecords;
import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.RecordActivity;
import dev.sallyport.filters.call.ResolveConnection;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.InMemoryConnectionStore;
import dev.sallyport.filters.error.ErrorBody;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.InMemoryIntegrationStore;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.telemetry.CallTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Runs filters as a route would, over a real exchange on loopback: each request is an authenticated call of the
 * connection {@code alice}. Failures are answered as the gateway answers them; there is no door in front.
 */
public final class ChainServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ApiKey CALLER =
            new ApiKey("id", "name", "dev", Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, Samples.NOW);

    private final DisposableServer server;

    private ChainServer(List<GatewayFilter> filters) {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.webHandler(exchange -> run(exchange, filters))
                                .codecConfigurer(ServerCodecConfigurer.create())
                                .build()))
                .bindNow(PATIENCE);
    }

    /** The call is open when the first of the filters runs; the last must not call the chain. */
    public static ChainServer start(GatewayFilter... filters) {
        return new ChainServer(List.of(filters));
    }

    /** {@code RecordActivity}, which ends the call. */
    public static GatewayFilter recording(CallTelemetry telemetry) {
        return recording(telemetry, CallRecords.OFF);
    }

    /** The same, keeping something of the call. */
    public static GatewayFilter recording(CallTelemetry telemetry, CallRecords records) {
        return new RecordActivity(telemetry, records).apply(new Object());
    }

    /** {@code ResolveConnection}, which finds the one connection with these rules of its provider. */
    public static GatewayFilter resolving(ProxyRules rules) {
        return resolving(Samples.provider(rules), Samples.integration(), Samples.connection(Samples.API_KEY));
    }

    /** {@code ResolveConnection}, which finds this one connection. */
    public static GatewayFilter resolving(Provider provider, Integration integration, Connection connection) {
        InMemoryIntegrationStore integrations = new InMemoryIntegrationStore();
        InMemoryConnectionStore connections = new InMemoryConnectionStore();
        integrations.create(integration).block(PATIENCE);
        connections.save(connection).block(PATIENCE);
        ConnectionPlans plans = new ConnectionPlans(new Catalog(Map.of("acme", provider)), Samples.SIGNING);
        return new ResolveConnection(integrations, connections, plans).apply(new Object());
    }

    public int port() {
        return server.port();
    }

    /** A connection to it; requests need the headers of {@link #head}. */
    public RawClient connect() throws IOException {
        return RawClient.connect(port()).timeout(PATIENCE);
    }

    /** One GET of {@code /proxy/x} on a connection of its own. */
    public RawResponse get(String... headers) throws IOException {
        try (RawClient client = connect()) {
            return client.send(head("GET", headers)).read();
        }
    }

    /** Request line, the headers every call needs and these. */
    public static String head(String method, String... headers) {
        String own = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return method + " /proxy/x HTTP/1.1\r\nHost: a\r\nProvider-Config-Key: acme\r\nConnection-Id: alice\r\n" + own
                + "\r\n";
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
    }

    private static Mono<Void> run(ServerWebExchange exchange, List<GatewayFilter> filters) {
        ProxyCall.open(exchange, CALLER);
        return new Rest(filters, 0)
                .filter(exchange)
                .onErrorResume(GatewayException.class, failure -> answer(exchange, failure));
    }

    /** Answers the call with this text, in place of an upstream. */
    public static Mono<Void> write(ServerWebExchange exchange, String text) {
        return write(exchange.getResponse(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<Void> answer(ServerWebExchange exchange, GatewayException failure) {
        ErrorBody body = ErrorBody.of(failure);
        exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(body.status()));
        body.forEachHeader(exchange.getResponse().getHeaders()::set);
        return write(exchange.getResponse(), body.json());
    }

    private static Mono<Void> write(ServerHttpResponse response, byte[] bytes) {
        response.getHeaders().setContentLength(bytes.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }

    /** What is left of the chain; deferred, as Spring Cloud Gateway's is. */
    private record Rest(List<GatewayFilter> filters, int next) implements GatewayFilterChain {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange) {
            return Mono.defer(() -> Objects.requireNonNull(
                    filters.get(next).filter(exchange, new Rest(filters, next + 1)), "a filter's outcome"));
        }
    }
}
