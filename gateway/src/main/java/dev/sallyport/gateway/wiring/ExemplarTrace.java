// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.observability.CurrentTrace;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives the Prometheus registry the trace of the call that is recorded. It asks some ten times a second and series, not with
 * each call.
 */
record ExemplarTrace(CurrentTrace trace) implements SpanContext {

    /** {@code 00-<trace, 32 digits>-<span, 16 digits>-<flags>}. */
    private static final int TRACE = 3;

    private static final int SPAN = TRACE + 32 + 1;
    private static final int FLAGS = SPAN + 16 + 1;

    @Override
    public @Nullable String getCurrentTraceId() {
        return part(TRACE, SPAN - 1);
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        return part(SPAN, FLAGS - 1);
    }

    @Override
    public boolean isCurrentSpanSampled() {
        String flags = part(FLAGS, FLAGS + 2);
        return flags != null && (Integer.parseInt(flags, 16) & 1) == 1;
    }

    /** It is over by then. */
    @Override
    public void markCurrentSpanAsExemplar() {}

    private @Nullable String part(int from, int to) {
        String parent = trace.traceParent();
        return parent.length() < to ? null : parent.substring(from, to);
    }
}
