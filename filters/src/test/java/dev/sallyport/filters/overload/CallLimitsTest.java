// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.egress.BindUpstream;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.RewriteBaseUrl;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.testing.ChainServer;
import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.GuardDeadline;
import dev.sallyport.filters.upstream.RelayResponse;
import dev.sallyport.filters.upstream.SendUpstream;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Both limits in their chain, on real connections, against an upstream that sends half a body and waits to be let on. */
@ExtendWith(LeakDetection.class)
class CallLimitsTest {

    private static final Object NONE = new Object();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final EgressSettings LOOPBACK =
            new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.ANY_PUBLIC, null, Set.of());

    private final Semaphore mayFinish = new Semaphore(0);
    private final UpstreamClient client = new UpstreamClient(
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("sallyport.upstream", UpstreamSettings.class),
            LOOPBACK);
    private RawUpstream upstream;
    private RawUpstream other;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
            mayFinish.acquire();
            wire.send("rest");
        });
        other = RawUpstream.answering(RawUpstream.ok("other"));
    }

    @AfterEach
    void stop() throws IOException {
        mayFinish.release(1000);
        upstream.close();
        other.close();
        client.close();
    }

    @Test
    void aHostsCallCountsUntilItsLastByte() throws IOException {
        try (ChainServer server = chain(new OverloadSettings(100, 2));
                RawClient first = begun(server);
                RawClient second = begun(server)) {
            assertOverloaded(server.get());
            assertThat(upstream.received()).hasSize(2);

            mayFinish.release();
            mayFinish.release();
            assertThat(new String(first.stream().readNBytes(4), US_ASCII)).isEqualTo("rest");
            assertThat(new String(second.stream().readNBytes(4), US_ASCII)).isEqualTo("rest");

            mayFinish.release(2);
            assertAnswers(200, server);
            assertAnswers(200, server);
        }
    }

    @Test
    void anotherHostIsNotConcerned() throws IOException {
        try (ChainServer server = chain(new OverloadSettings(100, 1));
                RawClient busy = begun(server)) {
            assertOverloaded(server.get());

            RawResponse elsewhere = server.get("Base-Url-Override: http://127.0.0.1:" + other.port());

            assertThat(elsewhere.text()).isEqualTo("other");
            mayFinish.release();
            assertThat(busy.stream().readNBytes(4)).hasSize(4);
        }
    }

    @Test
    void aCallerThatLeavesMakesRoom() throws IOException {
        try (ChainServer server = chain(new OverloadSettings(100, 1))) {
            for (int i = 0; i < 5; i++) {
                try (RawClient leaving = begun(server)) {
                    assertOverloaded(server.get());
                    leaving.reset();
                }
            }
        }
    }

    @Test
    void aCallThatFailsMakesRoom() throws IOException {
        int closedPort;
        try (RawUpstream gone = RawUpstream.answering("")) {
            closedPort = gone.port();
        }
        try (ChainServer server = chain(new OverloadSettings(1, 1))) {
            for (int i = 0; i < 10; i++) {
                assertAnswers(502, server, "Base-Url-Override: http://127.0.0.1:" + closedPort);
            }
        }
    }

    @Test
    void theReplicaRefusesBeyondItsLimitAtOnce() throws IOException {
        ShedLoad shedLoad = new ShedLoad(new OverloadSettings(2, 100));
        try (ChainServer server = chain(shedLoad, new OverloadSettings(2, 100));
                RawClient first = begun(server);
                RawClient second = begun(server)) {
            assertOverloaded(server.get("Base-Url-Override: http://127.0.0.1:" + other.port()));
            assertThat(shedLoad.shed()).isEqualTo(1);
            assertThat(other.received()).isEmpty();

            mayFinish.release(2);
            assertThat(first.stream().readNBytes(4)).hasSize(4);
            assertThat(second.stream().readNBytes(4)).hasSize(4);
            mayFinish.release(2);
            assertAnswers(200, server);
            assertAnswers(200, server);
        }
    }

    private ChainServer chain(OverloadSettings settings) {
        return chain(new ShedLoad(settings), settings);
    }

    private ChainServer chain(ShedLoad shedLoad, OverloadSettings settings) {
        UpstreamTargets targets =
                new UpstreamTargets(LOOPBACK, new HostBinding(LOOPBACK.baseUrlOverride()), "Sallyport/1");
        return ChainServer.start(
                shedLoad.apply(NONE),
                ChainServer.recording(CallTelemetry.NOOP),
                ChainServer.resolving(Samples.rules("http://127.0.0.1:" + upstream.port())),
                new RelayResponse(DataSize.ofBytes(0)).apply(NONE),
                new GuardDeadline(Duration.ofSeconds(10), System::nanoTime).apply(NONE),
                new BindUpstream(targets).apply(NONE),
                new LimitConcurrency(settings).apply(NONE),
                new RewriteBaseUrl(targets).apply(NONE),
                new SendUpstream(client).apply(NONE));
    }

    /** A call whose caller has half of the answer; tries until there is a place for it. */
    private static RawClient begun(ChainServer server) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            RawClient caller = server.connect().send(ChainServer.head("GET"));
            if (caller.readHead().status() == 200) {
                assertThat(new String(caller.stream().readNBytes(4), US_ASCII)).isEqualTo("half");
                return caller;
            }
            caller.close();
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
        }
    }

    private static void assertOverloaded(RawResponse refused) {
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("\"overloaded\"");
        assertThat(refused.header("Retry-After")).contains("1");
    }

    /** A place is given back a moment after the caller has its last byte. */
    private static void assertAnswers(int status, ChainServer server, String... headers) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.get(headers).status() != status) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
        }
    }
}
