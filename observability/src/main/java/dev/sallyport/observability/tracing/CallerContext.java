// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The trace context a caller sent (W3C Trace Context). Baggage is not read: it must not travel on. */
final class CallerContext {

    /** W3C Trace Context §3.3.1.1. */
    private static final int MAX_TRACESTATE_MEMBERS = 32;

    private static final TextMapGetter<UnaryOperator<@Nullable String>> GETTER = new HeaderGetter();

    private CallerContext() {}

    /** The parent of a call's span; the root context where the caller sent none or one that cannot be trusted. */
    static Context parent(UnaryOperator<@Nullable String> headers) {
        if (headers.apply("traceparent") == null || hasTooManyMembers(headers.apply("tracestate"))) {
            return Context.root();
        }
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
    }

    private static boolean hasTooManyMembers(@Nullable String tracestate) {
        return tracestate != null && tracestate.chars().filter(c -> c == ',').count() >= MAX_TRACESTATE_MEMBERS;
    }

    private static final class HeaderGetter implements TextMapGetter<UnaryOperator<@Nullable String>> {

        @Override
        public Iterable<String> keys(UnaryOperator<@Nullable String> headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable UnaryOperator<@Nullable String> headers, String name) {
            return headers == null ? null : headers.apply(name);
        }
    }
}
