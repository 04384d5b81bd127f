// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.upstream.PoolLoad;
import dev.sallyport.observability.metrics.GatewayGauges;
import dev.sallyport.observability.metrics.MeterCallTelemetry;
import dev.sallyport.observability.metrics.MeterCatalog;
import dev.sallyport.observability.metrics.MeterRefreshObserver;
import dev.sallyport.observability.metrics.ReplicaMeters;
import dev.sallyport.observability.tracing.SpanLosses;
import dev.sallyport.observability.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** All telemetry of the process: spans and meters. Close it last, so that the last calls are exported. */
public final class Telemetry implements AutoCloseable {

    private final Tracing tracing;
    private final CallTelemetry calls;
    private final RefreshObserver refreshes;
    private final GatewayGauges gauges;
    private final MeterCallTelemetry meters;
    private final ReplicaMeters replica;

    private Telemetry(
            Tracing tracing,
            CallTelemetry calls,
            RefreshObserver refreshes,
            GatewayGauges gauges,
            MeterCallTelemetry meters,
            ReplicaMeters replica) {
        this.tracing = tracing;
        this.calls = calls;
        this.refreshes = refreshes;
        this.gauges = gauges;
        this.meters = meters;
        this.replica = replica;
    }

    /** Configured by OpenTelemetry's environment variables and system properties. */
    public static Telemetry start(String version, MeterRegistry registry, CurrentTrace trace) {
        return start(version, registry, trace, Map.of());
    }

    /**
     * @param version of the gateway, as spans tell it
     * @param trace where the registry finds the trace of an exemplar
     * @param overrides OpenTelemetry properties that win over the environment, such as
     *     {@code otel.exporter.otlp.endpoint}
     * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException when a setting has a value that cannot be used
     */
    public static Telemetry start(
            String version, MeterRegistry registry, CurrentTrace trace, Map<String, String> overrides) {
        Tracing tracing = Tracing.start(version, UUID.randomUUID().toString(), overrides);
        bind(tracing.losses(), registry);
        Counter failures = Counter.builder(MeterCatalog.TELEMETRY_FAILURES.meterName())
                .description(MeterCatalog.TELEMETRY_FAILURES.description())
                .register(registry);
        MeterCallTelemetry meters = new MeterCallTelemetry(registry);
        ReplicaMeters replica = new ReplicaMeters(registry);
        replica.build(version);
        return new Telemetry(
                tracing,
                new CompositeCallTelemetry(tracing.calls(), meters, failures::increment, trace),
                new CompositeRefreshObserver(
                        tracing.refreshes(), new MeterRefreshObserver(registry), failures::increment),
                new GatewayGauges(registry),
                meters,
                replica);
    }

    /** Where the request path reports to. */
    public CallTelemetry calls() {
        return calls;
    }

    /** Where refreshes report to. */
    public RefreshObserver refreshes() {
        return refreshes;
    }

    /** Where the parts of the request path that keep a state are bound to their meters. */
    public GatewayGauges gauges() {
        return gauges;
    }

    /** Where what carries the calls is bound to its meters. */
    public ReplicaMeters replica() {
        return replica;
    }

    /** Binds the pools of connections to providers, by host, to their meters. Called once. */
    public void pools(Supplier<Map<String, PoolLoad>> byHost) {
        meters.pools(byHost);
    }

    /** Exports the last spans, for at most five seconds. */
    @Override
    public void close() {
        tracing.close();
    }

    private static void bind(SpanLosses losses, MeterRegistry registry) {
        dropped("queue_full", losses, SpanLosses::queueFull, registry);
        dropped("export_failed", losses, SpanLosses::exportFailed, registry);
        Gauge.builder(MeterCatalog.SPANS_QUEUED.meterName(), losses, SpanLosses::queued)
                .description(MeterCatalog.SPANS_QUEUED.description())
                .register(registry);
    }

    private static void dropped(
            String reason, SpanLosses losses, ToDoubleFunction<SpanLosses> count, MeterRegistry registry) {
        FunctionCounter.builder(MeterCatalog.SPANS_DROPPED.meterName(), losses, count)
                .description(MeterCatalog.SPANS_DROPPED.description())
                .tag("reason", reason)
                .register(registry);
    }
}
