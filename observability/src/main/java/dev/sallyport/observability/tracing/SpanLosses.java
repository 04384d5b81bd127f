// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Counts spans that never reached the collector. What the batch processor drops it tells only its own meters, so this
 * reads those, when asked and not before.
 */
public final class SpanLosses implements MetricReader {

    private static final AttributeKey<Boolean> DROPPED = AttributeKey.booleanKey("dropped");

    private final LongAdder failed = new LongAdder();
    private volatile CollectionRegistration meters = CollectionRegistration.noop();

    SpanLosses() {}

    /** Spans dropped because the queue was full. */
    public long queueFull() {
        return sum(
                "processedSpans",
                point -> Boolean.TRUE.equals(point.getAttributes().get(DROPPED)));
    }

    /** Spans given up after the collector refused them or did not answer in time. */
    public long exportFailed() {
        return failed.sum();
    }

    /** Spans waiting for export. */
    public long queued() {
        return sum("queueSize", point -> true);
    }

    void exportFailed(int spans) {
        failed.add(spans);
    }

    @Override
    public void register(CollectionRegistration registration) {
        meters = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
        return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    private long sum(String meter, Predicate<LongPointData> points) {
        return meters.collectAllMetrics().stream()
                .filter(data -> data.getName().equals(meter))
                .flatMap(data -> points(data).stream())
                .filter(points)
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    private static Collection<LongPointData> points(MetricData data) {
        return switch (data.getType()) {
            case LONG_SUM -> data.getLongSumData().getPoints();
            case LONG_GAUGE -> data.getLongGaugeData().getPoints();
            default -> List.of();
        };
    }
}
