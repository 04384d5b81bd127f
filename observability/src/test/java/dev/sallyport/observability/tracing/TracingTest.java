// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TracingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void spansArriveByHttpWhichIsTheDefaultProtocol() {
        try (OtlpReceiver receiver = OtlpReceiver.http()) {
            try (Tracing tracing = start(Map.of("otel.exporter.otlp.endpoint", receiver.endpoint()))) {
                call(tracing.calls());
            }

            assertThat(receiver.spanNames()).containsExactlyInAnyOrder("GET /proxy", "GET");
            assertThat(receiver.resource())
                    .containsEntry("service.name", "sallyport")
                    .containsEntry("service.version", "1.2.3")
                    .containsEntry("service.instance.id", "replica-1");
        }
    }

    @Test
    void spansArriveByGrpc() {
        try (OtlpReceiver receiver = OtlpReceiver.grpc()) {
            Map<String, String> grpc =
                    Map.of("otel.exporter.otlp.endpoint", receiver.endpoint(), "otel.exporter.otlp.protocol", "grpc");
            Tracing tracing = start(grpc);
            call(tracing.calls());
            tracing.close();

            assertThat(tracing.losses().exportFailed()).isZero();
            assertThat(receiver.spanNames()).containsExactlyInAnyOrder("GET /proxy", "GET");
        }
    }

    @Test
    void spansArriveWithoutWaitingForTheShutdown() {
        try (OtlpReceiver receiver = OtlpReceiver.http();
                Tracing tracing = start(
                        Map.of("otel.exporter.otlp.endpoint", receiver.endpoint(), "otel.bsp.schedule.delay", "10"))) {
            call(tracing.calls());

            await().atMost(PATIENCE).until(() -> receiver.spanNames().size() == 2);
        }
    }

    @Test
    void withoutAnEndpointNothingIsExportedButCallsHaveTraceIds() {
        try (LogOf log = new LogOf("io.opentelemetry")) {
            Tracing tracing = start(Map.of("otel.traces.exporter", "otlp", "otel.exporter.otlp.endpoint", ""));

            assertThat(call(tracing.calls())).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));

            assertThat(tracing.losses().queued()).isZero();
            tracing.close();
            assertThat(tracing.losses().exportFailed()).isZero();
            assertThat(log.lines).isEmpty();
        }
    }

    @Test
    void theSamplerIsTheConfiguredOne() {
        try (OtlpReceiver receiver = OtlpReceiver.http()) {
            Map<String, String> off =
                    Map.of("otel.exporter.otlp.endpoint", receiver.endpoint(), "otel.traces.sampler", "always_off");
            try (Tracing tracing = start(off)) {
                assertThat(call(tracing.calls())).matches("[0-9a-f]{32}");
            }

            assertThat(receiver.spanNames()).isEmpty();
        }
    }

    @Test
    void anUnusableSettingStopsTheStartAndIsNamed() {
        assertThatThrownBy(() -> start(Map.of("otel.traces.sampler", "sometimes")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("otel.traces.sampler")
                .hasMessageContaining("sometimes");
        assertThatThrownBy(() -> start(Map.of("otel.exporter.otlp.endpoint", "collector:4318")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("collector:4318");
    }

    @Test
    void aDeadCollectorCostsCallsNothingAndIsCounted() throws IOException {
        try (LogOf log = new LogOf("io.opentelemetry.exporter");
                Tracing tracing = start(small("http://127.0.0.1:" + closedPort()))) {
            CallTelemetry calls = tracing.calls();
            await().atMost(PATIENCE).until(() -> {
                call(calls);
                return tracing.losses().exportFailed() > 0;
            });

            assertThat(log.lines).isNotEmpty().hasSizeLessThan(10);
        }
    }

    @Test
    void aSlowCollectorFillsTheQueueOnceAndTheRestIsDroppedAndCounted() {
        try (OtlpReceiver receiver = OtlpReceiver.slowHttp(Duration.ofSeconds(2));
                LogOf log = new LogOf("io.opentelemetry.sdk.trace")) {
            Tracing tracing = start(small(receiver.endpoint()));
            long begin = System.nanoTime();
            for (int i = 0; i < 5000; i++) {
                call(tracing.calls());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(tracing.losses().queued()).isBetween(1L, 64L);
            assertThat(tracing.losses().queueFull()).isBetween(9000L, 10000L);
            tracing.close();
            assertThat(log.lines).hasSizeLessThan(2);
        }
    }

    @Test
    void aShutdownWaitsForTheCollectorNoLongerThanItsLimit() {
        try (OtlpReceiver receiver = OtlpReceiver.slowHttp(Duration.ofSeconds(60))) {
            Tracing tracing = start(Map.of("otel.exporter.otlp.endpoint", receiver.endpoint()));
            call(tracing.calls());

            long begin = System.nanoTime();
            tracing.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(1), Tracing.FLUSH_LIMIT.plusSeconds(2));
        }
    }

    private static Tracing start(Map<String, String> overrides) {
        return Tracing.start("1.2.3", "replica-1", overrides);
    }

    private static Map<String, String> small(String endpoint) {
        Map<String, String> small = new HashMap<>();
        small.put("otel.exporter.otlp.endpoint", endpoint);
        small.put("otel.exporter.otlp.timeout", "1000");
        small.put("otel.java.exporter.otlp.retry.disabled", "true");
        small.put("otel.bsp.schedule.delay", "10");
        small.put("otel.bsp.max.queue.size", "64");
        small.put("otel.bsp.max.export.batch.size", "32");
        return small;
    }

    private static String call(CallTelemetry calls) {
        Call call = calls.started(new CallStart("GET", "/proxy/x", "dev", "k"), name -> null);
        call.attemptStarted(new AttemptStart(1, "GET", "https", "h", 443, "/x", "i", "p"))
                .ended(new AttemptEnd(200, null));
        call.ended(new CallEnd("i", "c", "p", 200, null, Outcome.COMPLETED, 1, Duration.ZERO, 0, 0));
        return call.traceId();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a logger of the exporter writes, warnings and worse. */
    private static final class LogOf extends Handler implements AutoCloseable {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Logger logger;

        private LogOf(String name) {
            this.logger = Logger.getLogger(name);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
