// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import dev.sallyport.observability.metrics.MeterCatalog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aCallHasATraceIdAndIsMeasured() {
        try (Telemetry telemetry =
                Telemetry.start("1.2.3", registry, new CurrentTrace(), Map.of("otel.exporter.otlp.endpoint", ""))) {
            assertThat(call(telemetry)).matches("[0-9a-f]{32}");
        }

        assertThat(registry.get("sallyport.calls").timer().count()).isEqualTo(1);
        assertThat(registry.get("sallyport.telemetry.failures").counter().count())
                .isZero();
    }

    @Test
    void everyMeterThatNeedsNoAttemptIsThereFromTheStart() {
        try (Telemetry telemetry =
                Telemetry.start("1.2.3", registry, new CurrentTrace(), Map.of("otel.exporter.otlp.endpoint", ""))) {
            call(telemetry);

            assertThat(registry.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .contains(
                            MeterCatalog.CALLS_ACTIVE.meterName(),
                            MeterCatalog.SPANS_DROPPED.meterName(),
                            MeterCatalog.SPANS_QUEUED.meterName(),
                            MeterCatalog.TELEMETRY_FAILURES.meterName());
            assertThat(registry.get("sallyport.spans.queued").gauge().value()).isZero();
        }
    }

    @Test
    void spansThatTheCollectorNeverGotAreCounted() throws IOException {
        Map<String, String> deadCollector = Map.of(
                "otel.exporter.otlp.endpoint", "http://127.0.0.1:" + closedPort(),
                "otel.java.exporter.otlp.retry.disabled", "true",
                "otel.bsp.schedule.delay", "10");
        try (Telemetry telemetry = Telemetry.start("1.2.3", registry, new CurrentTrace(), deadCollector)) {
            call(telemetry);

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> registry.get("sallyport.spans.dropped")
                                    .tags("reason", "export_failed")
                                    .functionCounter()
                                    .count()
                            == 1);
        }
    }

    private static String call(Telemetry telemetry) {
        Call call = telemetry.calls().started(new CallStart("GET", "/proxy/x", "dev", "k"), name -> null);
        call.ended(new CallEnd("i", "c", "p", 200, null, Outcome.COMPLETED, 0, Duration.ZERO, 0, 0));
        return call.traceId();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
