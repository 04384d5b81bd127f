// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.telemetry.CallTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * The OpenTelemetry SDK as OpenTelemetry's own environment variables ask for it. Without an endpoint nothing is exported
 * and nothing is dialled, but calls still have trace ids.
 */
public final class Tracing implements AutoCloseable {

    /** Longest time that the last spans may hold up a shutdown. */
    static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);

    /** What OpenTelemetry's Java SDK would choose otherwise: grpc, no service name, values of any length. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "sallyport",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.span.attribute.value.length.limit", "2048");

    /**
     * Not for configuration: meters go by Micrometer, logs by the log, and only W3C trace context is understood. The
     * version of the SDK's own meters is the one that {@link SpanLosses} reads.
     */
    private static final Map<String, String> FIXED = Map.of(
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.propagators", "tracecontext",
            "otel.experimental.sdk.telemetry.version", "legacy");

    /** Held, since the log forgets a logger and its filter that nobody holds. */
    private static final Logger PROCESSOR_LOG = Logger.getLogger(BatchSpanProcessor.class.getName());

    static {
        PROCESSOR_LOG.setFilter(new OncePerMinute(System::nanoTime));
    }

    private final OpenTelemetrySdk sdk;
    private final SpanLosses losses;

    private Tracing(OpenTelemetrySdk sdk, SpanLosses losses) {
        this.sdk = sdk;
        this.losses = losses;
    }

    /**
     * @param version of the gateway, for {@code service.version}
     * @param instanceId of this replica, for {@code service.instance.id}
     * @param overrides OpenTelemetry properties such as {@code otel.exporter.otlp.endpoint} that win over environment
     *     variables and system properties
     * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException when a setting has a value that cannot be used
     */
    public static Tracing start(String version, String instanceId, Map<String, String> overrides) {
        SpanLosses losses = new SpanLosses();
        Resource identity = Resource.create(Attributes.builder()
                .put("service.version", version)
                .put("service.instance.id", instanceId)
                .build());
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> DEFAULTS)
                .addPropertiesCustomizer(config -> overrides)
                .addPropertiesCustomizer(Tracing::fixed)
                .addResourceCustomizer((resource, config) -> identity.merge(resource))
                .addMeterProviderCustomizer((meters, config) -> meters.registerMetricReader(losses))
                .addSpanExporterCustomizer((exporter, config) -> new LossCountingExporter(exporter, losses))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
        return new Tracing(sdk, losses);
    }

    /** The telemetry of calls as spans. */
    public CallTelemetry calls() {
        return new OtelCallTelemetry(sdk);
    }

    /** The telemetry of refreshes as spans. */
    public RefreshObserver refreshes() {
        return new OtelRefreshObserver(sdk);
    }

    /** Spans that will never arrive, and those on their way. */
    public SpanLosses losses() {
        return losses;
    }

    /** Exports what is queued, for at most five seconds. Blocks: it belongs to the shutdown of the process. */
    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(FLUSH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Map<String, String> fixed(ConfigProperties config) {
        Map<String, String> fixed = new HashMap<>(FIXED);
        boolean hasEndpoint =
                isSet(config, "otel.exporter.otlp.endpoint") || isSet(config, "otel.exporter.otlp.traces.endpoint");
        if (!hasEndpoint) {
            fixed.put("otel.traces.exporter", "none");
            if (!isSet(config, "otel.traces.sampler")) {
                // Nobody would see what is recorded; ids are made all the same.
                fixed.put("otel.traces.sampler", "always_off");
            }
        }
        return fixed;
    }

    private static boolean isSet(ConfigProperties config, String name) {
        String value = config.getString(name);
        return value != null && !value.isBlank();
    }
}
