// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Attempt;
import dev.sallyport.filters.telemetry.CallTelemetry.HeaderSetter;
import dev.sallyport.filters.telemetry.Redaction;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;

/** The span of one send to the upstream. */
final class OtelAttempt implements Attempt {

    private static final String CONNECTED_EVENT = "sallyport.connected";
    private static final int FIRST_CLIENT_ERROR = 400;

    private static final TextMapSetter<HeaderSetter> SETTER = (headers, name, value) -> {
        if (headers != null) {
            headers.set(name, value);
        }
    };

    private final Context parent;
    private final Span span;

    private OtelAttempt(Context parent, Span span) {
        this.parent = parent;
        this.span = span;
    }

    static OtelAttempt begin(Context parent, Span span, RequestMethod method, AttemptStart start) {
        if (span.isRecording()) {
            method.describe(span, start.method());
            SpanAttribute.URL_FULL.put(span, url(start));
            SpanAttribute.SERVER_ADDRESS.put(span, start.host());
            SpanAttribute.SERVER_PORT.put(span, start.port());
            SpanAttribute.INTEGRATION.put(span, start.integration());
            SpanAttribute.PROVIDER.put(span, start.provider());
            if (start.number() > 1) {
                SpanAttribute.HTTP_REQUEST_RESEND_COUNT.put(span, start.number() - 1);
            }
        }
        return new OtelAttempt(parent, span);
    }

    @Override
    public void propagate(HeaderSetter headers) {
        W3CTraceContextPropagator.getInstance().inject(parent.with(span), headers, SETTER);
    }

    @Override
    public void connected() {
        span.addEvent(CONNECTED_EVENT);
    }

    @Override
    public void ended(AttemptEnd end) {
        if (span.isRecording()) {
            describe(end);
        }
        span.end();
    }

    private void describe(AttemptEnd end) {
        SpanAttribute.NETWORK_PROTOCOL_VERSION.put(span, end.protocolVersion());
        if (end.status() > 0) {
            SpanAttribute.HTTP_RESPONSE_STATUS_CODE.put(span, end.status());
        }
        ErrorCode error = end.error();
        if (error != null) {
            SpanAttribute.ERROR_CODE.put(span, error.wireName());
            fail(error.wireName());
        } else if (end.status() >= FIRST_CLIENT_ERROR) {
            fail(Integer.toString(end.status()));
        }
    }

    private void fail(String errorType) {
        SpanAttribute.ERROR_TYPE.put(span, errorType);
        span.setStatus(StatusCode.ERROR);
    }

    /** The convention asks for the whole URL; its query is left out, since providers put credentials there. */
    private static String url(AttemptStart start) {
        boolean defaultPort = start.port() == ("https".equals(start.scheme()) ? 443 : 80);
        String port = defaultPort ? "" : ":" + start.port();
        return start.scheme() + "://" + start.host() + port + Redaction.BY_SHAPE.path(start.path());
    }
}
