// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Attempt;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import dev.sallyport.filters.telemetry.CallTelemetry.Wait;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.WaitKind;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** The span of one call. */
final class OtelCall implements Call {

    private static final String ROUTE = "/proxy/**";
    private static final String RETRY_EVENT = "sallyport.retry";
    private static final int FIRST_SERVER_ERROR = 500;

    private final Tracer tracer;
    private final Span span;
    private final Context context;

    private @Nullable String retryReason;

    private OtelCall(Tracer tracer, Context parent, Span span) {
        this.tracer = tracer;
        this.span = span;
        this.context = parent.with(span);
    }

    static OtelCall begin(Tracer tracer, Context parent, Span span, RequestMethod method, CallStart start) {
        if (span.isRecording()) {
            method.describe(span, start.method());
            SpanAttribute.HTTP_ROUTE.put(span, ROUTE);
            SpanAttribute.URL_PATH.put(span, Redaction.BY_SHAPE.path(start.path()));
            SpanAttribute.ENVIRONMENT.put(span, start.environment());
            SpanAttribute.API_KEY_ID.put(span, start.apiKeyId());
        }
        return new OtelCall(tracer, parent, span);
    }

    @Override
    public String traceId() {
        return span.getSpanContext().isValid() ? span.getSpanContext().getTraceId() : "";
    }

    @Override
    public String traceParent() {
        SpanContext own = span.getSpanContext();
        return own.isValid()
                ? "00-" + own.getTraceId() + "-" + own.getSpanId() + "-"
                        + own.getTraceFlags().asHex()
                : "";
    }

    /** Told again at the end, which is soon enough for a span. */
    @Override
    public void resolved(String integration, String provider) {}

    @Override
    public Attempt attemptStarted(AttemptStart start) {
        RequestMethod method = RequestMethod.of(start.method());
        Span attempt = tracer.spanBuilder(method.attemptSpan())
                .setParent(context)
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        return OtelAttempt.begin(context, attempt, method, start);
    }

    @Override
    public Wait waitStarted(WaitKind kind) {
        if (!span.isRecording()) {
            return Wait.NOOP;
        }
        Span pause = tracer.spanBuilder(spanName(kind)).setParent(context).startSpan();
        SpanAttribute.WAIT_KIND.put(pause, label(kind));
        if (kind == WaitKind.BACKOFF) {
            SpanAttribute.RETRY_REASON.put(pause, retryReason);
        }
        return result -> {
            SpanAttribute.WAIT_RESULT.put(pause, result.isEmpty() ? null : result);
            pause.end();
        };
    }

    @Override
    public void retryDecided(String reason, boolean again) {
        if (span.isRecording()) {
            retryReason = reason;
            span.addEvent(
                    RETRY_EVENT,
                    Attributes.of(
                            SpanAttribute.RETRY_REASON.text(),
                            reason,
                            SpanAttribute.RETRY_OUTCOME.text(),
                            again ? "again" : "stopped"));
        }
    }

    @Override
    public void ended(CallEnd end) {
        if (span.isRecording()) {
            describe(end);
        }
        span.end();
    }

    private void describe(CallEnd end) {
        SpanAttribute.INTEGRATION.put(span, end.integration());
        SpanAttribute.CONNECTION_ID.put(span, end.connectionId());
        SpanAttribute.PROVIDER.put(span, end.provider());
        SpanAttribute.ATTEMPTS.put(span, end.attempts());
        SpanAttribute.RETRY_REASON.put(span, retryReason);
        if (end.waited().isPositive()) {
            SpanAttribute.WAITED_MS.put(span, end.waited().toMillis());
        }
        SpanAttribute.OUTCOME.put(span, outcome(end.outcome()));
        SpanAttribute.REQUEST_BYTES.put(span, end.requestBytes());
        SpanAttribute.RESPONSE_BYTES.put(span, end.responseBytes());
        if (end.status() > 0) {
            SpanAttribute.HTTP_RESPONSE_STATUS_CODE.put(span, end.status());
        }
        ErrorCode error = end.error();
        if (error != null) {
            SpanAttribute.ERROR_CODE.put(span, error.wireName());
        }
        String errorType = errorType(end);
        if (errorType != null) {
            SpanAttribute.ERROR_TYPE.put(span, errorType);
            span.setStatus(StatusCode.ERROR);
        }
    }

    /** A 4xx is the caller's error, not this server's (semantic conventions of HTTP spans, "Status"). */
    private static @Nullable String errorType(CallEnd end) {
        if (end.status() >= FIRST_SERVER_ERROR) {
            return end.error() == null
                    ? Integer.toString(end.status())
                    : end.error().wireName();
        }
        return end.outcome() == Outcome.TRUNCATED ? "truncated" : null;
    }

    private static String spanName(WaitKind kind) {
        return switch (kind) {
            case QUOTA -> "wait quota";
            case BACKOFF -> "wait backoff";
            case REFRESH -> "wait refresh";
        };
    }

    private static String label(WaitKind kind) {
        return switch (kind) {
            case QUOTA -> "quota";
            case BACKOFF -> "backoff";
            case REFRESH -> "refresh";
        };
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> "completed";
            case TRUNCATED -> "truncated";
            case CANCELLED -> "cancelled";
        };
    }
}
