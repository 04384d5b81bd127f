// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Calls whose spans a test reads. */
abstract class OtelCallSteps {

    static final CallStart START = new CallStart("POST", "/proxy/repos/a", "dev", "key-1");
    static final AttemptStart ATTEMPT =
            new AttemptStart(1, "POST", "https", "api.example.com", 443, "/v1/repos/a", "github-dev", "github");

    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    SdkTracerProvider provider = provider(Sampler.parentBased(Sampler.alwaysOn()));
    OtelCallTelemetry telemetry = telemetry(provider);

    @AfterEach
    void noSpanIsEverMadeCurrent() {
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        provider.close();
    }

    SpanData only(SpanKind kind) {
        List<SpanData> found = all(kind);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    List<SpanData> all(SpanKind kind) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == kind)
                .toList();
    }

    static Map<String, Object> attributes(SpanData span) {
        return attributes(span.getAttributes());
    }

    static Map<String, Object> attributes(Attributes attributes) {
        return attributes.asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    static CallEnd end(int status, @Nullable ErrorCode error, Outcome outcome) {
        return new CallEnd("github-dev", "acme", "github", status, error, outcome, 2, Duration.ZERO, 10, 20);
    }

    static UnaryOperator<@Nullable String> none() {
        return name -> null;
    }

    static UnaryOperator<@Nullable String> headers(String... pairs) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return headers::get;
    }

    SdkTracerProvider provider(Sampler sampler) {
        return SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
    }

    static OtelCallTelemetry telemetry(SdkTracerProvider provider) {
        return new OtelCallTelemetry(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
    }
}
