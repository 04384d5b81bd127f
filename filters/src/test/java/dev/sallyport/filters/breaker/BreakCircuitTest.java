// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.egress.BindUpstream;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.FollowRedirects;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.RewriteBaseUrl;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.error.StoreUnavailableException;
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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** The breaker in its chain, on real connections. Opens at two failures of four attempts. */
@ExtendWith(LeakDetection.class)
class BreakCircuitTest {

    private static final Object NONE = new Object();
    private static final int ENOUGH = 4;
    private static final BreakerSettings SETTINGS = new BreakerSettings(
            50,
            ENOUGH,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            3,
            Duration.ofSeconds(1),
            Duration.ofMillis(150),
            100);
    private static final EgressSettings LOOPBACK =
            new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.ANY_PUBLIC, null, Set.of());

    private final AtomicLong skipped = new AtomicLong();
    private final CircuitBreakers breakers = new CircuitBreakers(SETTINGS, this::nanoTime, new Random(3));
    private final UpstreamClient client = new UpstreamClient(
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("sallyport.upstream", UpstreamSettings.class),
            LOOPBACK);
    private final AtomicInteger asked = new AtomicInteger();
    private Mono<Boolean> permit = Mono.just(true);

    @AfterEach
    void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void serverErrorsOpenIt(int status) throws IOException {
        try (RawUpstream upstream = answering(status);
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < ENOUGH; i++) {
                assertThat(server.get().status()).isEqualTo(status);
            }

            RawResponse refused = server.get();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"circuit_open\"");
            assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow()))
                    .isBetween(5, 7);
            assertThat(upstream.received()).hasSize(ENOUGH);
            assertThat(breakers.states()).containsOnlyKeys("127.0.0.1:" + upstream.port());
            assertThat(breakers.opened()).isEqualTo(1);
            assertThat(breakers.refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 401, 404, 429})
    void otherAnswersLeaveItClosed(int status) throws IOException {
        try (RawUpstream upstream = answering(status);
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < 3 * ENOUGH; i++) {
                assertThat(server.get().status()).isEqualTo(status);
            }
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void aHostThatCannotBeConnectedToOpensIt() throws IOException {
        int closedPort;
        try (RawUpstream gone = answering(200)) {
            closedPort = gone.port();
        }
        try (ChainServer server = chain(closedPort)) {
            for (int i = 0; i < ENOUGH; i++) {
                assertThat(server.get().status()).isEqualTo(502);
            }
            assertThat(server.get().text()).contains("\"circuit_open\"");
        }
    }

    @Test
    void aHostThatIsSilentUntilTheDeadlineOpensIt() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < ENOUGH; i++) {
                assertThat(server.get("Sallyport-Timeout: 200").status()).isEqualTo(504);
            }
            assertThat(server.get("Sallyport-Timeout: 200").text()).contains("\"circuit_open\"");
        }
    }

    @Test
    void aDeadlineThatGaveTheHostNoTimeLeavesItClosed() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < 3 * ENOUGH; i++) {
                assertThat(server.get("Sallyport-Timeout: 30").status()).isEqualTo(504);
            }
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void aCallerThatIsSlowToSendItsBodyLeavesItClosed() throws IOException {
        try (RawUpstream upstream = answering(200);
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < ENOUGH; i++) {
                try (RawClient caller = server.connect()) {
                    caller.send(ChainServer.head("POST", "Content-Length: 10", "Sallyport-Timeout: 250"))
                            .send("half");
                    assertThat(caller.read().status()).isEqualTo(504);
                }
            }
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void callersThatLeaveLeaveItClosed() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                ChainServer server = chain(upstream.port())) {
            for (int i = 1; i <= 3 * ENOUGH; i++) {
                int sent = i;
                try (RawClient caller = server.connect()) {
                    caller.send(ChainServer.head("GET"));
                    await(() -> upstream.received().size() == sent);
                    skip(SETTINGS.silence());
                }
                await(() -> upstream.openConnections() == 0);
            }
            assertThat(breakers.states()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callersThatLeaveWithinTheirBodyLeaveItClosed(boolean byReset) throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < 3 * ENOUGH; i++) {
                try (RawClient caller = server.connect()) {
                    caller.send(ChainServer.head("POST", "Content-Length: 10")).send("half");
                    await(() -> upstream.openConnections() == 1);
                    System.err.println(i + " DBG " + upstream.connections() + " " + breakers.states());
                    skip(SETTINGS.silence());
                    if (byReset) {
                        caller.reset();
                    }
                }
                await(() -> upstream.openConnections() == 0);
            }
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void whatARedirectLedToIsNotItsFault() throws IOException {
        try (RawUpstream failing = answering(500);
                RawUpstream upstream = RawUpstream.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                        + failing.port() + "/\r\nContent-Length: 0\r\n\r\n");
                ChainServer server = chain(upstream.port())) {
            for (int i = 0; i < 3 * ENOUGH; i++) {
                assertThat(server.get().status()).isEqualTo(500);
            }
            assertThat(failing.received()).hasSize(3 * ENOUGH);
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void aFewCallsFindOutThatTheHostIsBack() throws IOException {
        AtomicInteger status = new AtomicInteger(500);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(answer(status.get())));
                ChainServer server = chain(upstream.port())) {
            open(server);
            status.set(200);
            skip(Duration.ofSeconds(7));
            permit = Mono.just(false);
            RawResponse refused = server.get();
            assertThat(refused.text()).contains("\"circuit_open\"");
            assertThat(refused.header("Retry-After")).contains("1");
            assertThat(server.get().text()).contains("\"circuit_open\"");
            assertThat(asked).as("asked for permits").hasValue(1);
            assertThat(upstream.received()).hasSize(ENOUGH);

            skip(Duration.ofSeconds(1));
            permit = Mono.just(true);
            for (int i = 0; i < 2 * ENOUGH; i++) {
                assertThat(server.get().status()).isEqualTo(200);
            }
            assertThat(asked).hasValue(1 + SETTINGS.probes());
            assertThat(breakers.states()).isEmpty();
        }
    }

    @Test
    void withoutTheStoreAProbeIsSentAllTheSame() throws IOException {
        permit = Mono.error(new StoreUnavailableException("away"));
        try (RawUpstream upstream = answering(500);
                ChainServer server = chain(upstream.port())) {
            open(server);
            skip(Duration.ofSeconds(7));

            assertThat(server.get().status()).isEqualTo(500);
            assertThat(upstream.received()).hasSize(ENOUGH + 1);
        }
    }

    private static void open(ChainServer server) throws IOException {
        for (int i = 0; i < ENOUGH; i++) {
            server.get();
        }
        assertThat(server.get().text()).contains("\"circuit_open\"");
    }

    private ChainServer chain(int port) {
        HostBinding binding = new HostBinding(LOOPBACK.baseUrlOverride());
        UpstreamTargets targets = new UpstreamTargets(LOOPBACK, binding, "Sallyport/1");
        ProbePermits permits = (host, most, per) -> {
            asked.incrementAndGet();
            return permit;
        };
        return ChainServer.start(
                ChainServer.recording(CallTelemetry.NOOP),
                ChainServer.resolving(Samples.rules("http://127.0.0.1:" + port)),
                new RelayResponse(DataSize.ofBytes(0)).apply(NONE),
                new GuardDeadline(Duration.ofSeconds(10), System::nanoTime).apply(NONE),
                new BindUpstream(targets).apply(NONE),
                new BreakCircuit(breakers, permits, SETTINGS, this::nanoTime).apply(NONE),
                new RewriteBaseUrl(targets).apply(NONE),
                new FollowRedirects(binding).apply(NONE),
                new SendUpstream(client).apply(NONE));
    }

    /** Real time, as deadlines are, and what the test skips of it. */
    private long nanoTime() {
        return System.nanoTime() + skipped.get();
    }

    private void skip(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    private static RawUpstream answering(int status) throws IOException {
        return RawUpstream.answering(answer(status));
    }

    private static String answer(int status) {
        return "HTTP/1.1 " + status + " Status\r\nContent-Length: 0\r\n\r\n";
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
