// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One SERVER span per call and one CLIENT span per attempt below it. Parents are handed over as arguments: no context is
 * made current, since a call changes threads.
 */
final class OtelCallTelemetry implements CallTelemetry {

    static final String SCOPE = "dev.sallyport";

    private final Tracer tracer;

    public OtelCallTelemetry(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer(SCOPE);
    }

    @Override
    public Call started(CallStart start, UnaryOperator<@Nullable String> callerHeaders) {
        Context parent = CallerContext.parent(callerHeaders);
        RequestMethod method = RequestMethod.of(start.method());
        // Attributes follow the sampling decision: samplers by name look at none, and unsampled calls then cost
        // nothing.
        Span span = tracer.spanBuilder(method.callSpan())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return OtelCall.begin(tracer, parent, span, method, start);
    }
}
