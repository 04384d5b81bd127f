// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.egress.BindUpstream;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.FollowRedirects;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.RewriteBaseUrl;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.injection.HeldBodies;
import dev.sallyport.filters.injection.InjectCredentials;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.testing.ChainServer;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.GuardDeadline;
import dev.sallyport.filters.upstream.RelayResponse;
import dev.sallyport.filters.upstream.SendUpstream;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.util.unit.DataSize;

/** Calls on real connections that leave something to make records of. */
final class RecordedChain implements AutoCloseable {

    static final ReplayMark REPLAYS = new ReplayMark(new Random(5));

    private static final Object NONE = new Object();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final EgressSettings LOOPBACK =
            new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.ANY_PUBLIC, null, Set.of());

    private final ActivityBuffer buffer = new ActivityBuffer(100, new ActivityStats());
    private final RecordMaker maker = new RecordMaker(new ConnectionSecrets(), REPLAYS);
    private final UpstreamClient client = new UpstreamClient(
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("sallyport.upstream", UpstreamSettings.class),
            LOOPBACK);
    private final ChainServer server;

    private RecordedChain(GatewayFilter resolving, GatewayFilter beforeAttempts, int excerpt) {
        HostBinding binding = new HostBinding(LOOPBACK.baseUrlOverride());
        UpstreamTargets targets = new UpstreamTargets(LOOPBACK, binding, "Sallyport/1");
        ActivityRecorder recorder = new ActivityRecorder(
                buffer,
                new Sample(1, () -> 0),
                new RecordRate(1_000, System.nanoTime()),
                new ActivityStats(),
                Clock.systemUTC(),
                System::nanoTime);
        this.server = ChainServer.start(
                ChainServer.recording(CallTelemetry.NOOP, recorder),
                resolving,
                new RelayResponse(DataSize.ofBytes(excerpt)).apply(NONE),
                new GuardDeadline(Duration.ofSeconds(10), System::nanoTime).apply(NONE),
                new BindUpstream(targets).apply(NONE),
                beforeAttempts,
                new RewriteBaseUrl(targets).apply(NONE),
                new InjectCredentials(new HeldBodies(DataSize.ofKilobytes(64)), Clock.systemUTC()).apply(NONE),
                new FollowRedirects(binding).apply(NONE),
                new SendUpstream(client).apply(NONE));
    }

    /** In front of an upstream with the connection of {@link Samples}. */
    static RecordedChain to(int port) {
        return to(port, 1024, (exchange, chain) -> chain.filter(exchange));
    }

    static RecordedChain to(int port, int excerpt, GatewayFilter beforeAttempts) {
        ProxyRules rules = Samples.rules("http://127.0.0.1:" + port);
        return new RecordedChain(ChainServer.resolving(rules), beforeAttempts, excerpt);
    }

    static RecordedChain of(Provider provider, Integration integration, Connection connection) {
        return new RecordedChain(
                ChainServer.resolving(provider, integration, connection),
                (exchange, chain) -> chain.filter(exchange),
                4096);
    }

    RawResponse get(String... headers) throws IOException {
        return server.get(headers);
    }

    RawResponse send(String request) throws IOException {
        try (RawClient caller = server.connect()) {
            return caller.send(request).read();
        }
    }

    RawClient connect() throws IOException {
        return server.connect();
    }

    /** The record of the call that ends next. */
    ActivityRecord record() {
        Awaitility.await().atMost(PATIENCE).until(() -> buffer.size() > 0);
        return maker.make(buffer.take(1).getFirst());
    }

    @Override
    public void close() {
        server.close();
    }
}
