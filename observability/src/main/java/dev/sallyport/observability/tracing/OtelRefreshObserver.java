// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.Set;

/** One INTERNAL span per refresh: below the call that it begins for, else on its own. */
final class OtelRefreshObserver implements RefreshObserver {

    private static final String SPAN = "refresh credential";

    private static final Set<String> WELL = Set.of("renewed", "busy", "gone");

    private final Tracer tracer;

    OtelRefreshObserver(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer(OtelCallTelemetry.SCOPE);
    }

    @Override
    public Watch started(ConnectionKey key, String provider, String traceParent) {
        Span span = tracer.spanBuilder(SPAN)
                .setParent(CallerContext.parent(
                        name -> "traceparent".equals(name) && !traceParent.isEmpty() ? traceParent : null))
                .startSpan();
        if (!span.isRecording()) {
            return Watch.NOOP;
        }
        SpanAttribute.ENVIRONMENT.put(span, key.environment());
        SpanAttribute.INTEGRATION.put(span, key.integration());
        SpanAttribute.CONNECTION_ID.put(span, key.connectionId());
        SpanAttribute.PROVIDER.put(span, provider);
        return outcome -> end(span, outcome);
    }

    @Override
    public void broken(ConnectionKey key, String provider, String reason, Instant since) {}

    @Override
    public void recovered(ConnectionKey key, String provider) {}

    private static void end(Span span, String outcome) {
        SpanAttribute.REFRESH_OUTCOME.put(span, outcome);
        if (!WELL.contains(outcome)) {
            SpanAttribute.ERROR_TYPE.put(span, outcome);
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
