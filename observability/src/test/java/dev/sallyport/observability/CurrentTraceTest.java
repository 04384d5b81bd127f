// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exemplars, as a registry of Prometheus makes them. */
class CurrentTraceTest {

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final CurrentTrace trace = new CurrentTrace();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new Reading(trace));

    @Test
    void theTimeOfACallLeadsToItsTrace() {
        Map<String, String> nobodyListens = Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:1");
        try (Telemetry telemetry = Telemetry.start("1.2.3", registry, trace, nobodyListens)) {
            Call call = telemetry.calls().started(new CallStart("GET", "/proxy/x", "dev", "k"), name -> null);
            call.ended(new CallEnd("i", "c", "p", 200, null, Outcome.COMPLETED, 0, Duration.ZERO, 0, 0));

            assertThat(registry.scrape(OPEN_METRICS))
                    .containsPattern("sallyport_calls_seconds_bucket\\{.*# \\{.*trace_id=\"" + call.traceId() + "\"");
        }
        assertThat(trace.traceParent()).as("after the call").isEmpty();
    }

    /** Asks for it as it is, whatever was sampled. */
    private record Reading(CurrentTrace trace) implements SpanContext {

        @Override
        public String getCurrentTraceId() {
            return trace.traceParent().split("-")[1];
        }

        @Override
        public String getCurrentSpanId() {
            return trace.traceParent().split("-")[2];
        }

        @Override
        public boolean isCurrentSpanSampled() {
            return !trace.traceParent().isEmpty();
        }

        @Override
        public void markCurrentSpanAsExemplar() {}
    }
}
