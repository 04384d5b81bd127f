// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtelRefreshObserverTest {

    private static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final OpenTelemetrySdk sdk =
            OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    private final OtelRefreshObserver observer = new OtelRefreshObserver(sdk);

    @AfterEach
    void close() {
        sdk.close();
    }

    @Test
    void aRefreshIsASpanBelowTheCallThatItBeganFor() {
        Call call = new OtelCallTelemetry(sdk).started(new CallStart("GET", "/proxy/x", "dev", "key"), name -> null);

        observer.started(KEY, "github", call.traceParent()).ended("renewed");

        SpanData span = onlySpan();
        assertThat(span.getName()).isEqualTo("refresh credential");
        assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(call.traceParent()).startsWith("00-" + span.getTraceId() + "-" + span.getParentSpanId() + "-");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().asMap())
                .containsEntry(SpanAttribute.REFRESH_OUTCOME.text(), "renewed")
                .containsEntry(SpanAttribute.CONNECTION_ID.text(), "alice")
                .containsEntry(SpanAttribute.INTEGRATION.text(), "acme")
                .containsEntry(SpanAttribute.ENVIRONMENT.text(), "dev")
                .containsEntry(SpanAttribute.PROVIDER.text(), "github");
    }

    @Test
    void oneThatBeginsForNobodyHasATraceOfItsOwn() {
        observer.started(KEY, "github", "").ended("busy");

        assertThat(onlySpan().getParentSpanContext().isValid()).isFalse();
        assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "failing", "store_unavailable", "error"})
    void whatBroughtNoCredentialIsAnError(String outcome) {
        observer.started(KEY, "github", "").ended(outcome);

        assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(onlySpan().getAttributes().get(SpanAttribute.ERROR_TYPE.text()))
                .isEqualTo(outcome);
    }

    private SpanData onlySpan() {
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        return spans.getFinishedSpanItems().getFirst();
    }
}
