// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallTelemetry.Attempt;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import dev.sallyport.filters.telemetry.CallTelemetry.Wait;
import dev.sallyport.filters.telemetry.WaitKind;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which trace a call belongs to, and what its upstream is told of it. */
class OtelTraceContextTest extends OtelCallSteps {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
    private static final String UNSAMPLED = "00-" + TRACE_ID + "-00f067aa0ba902b7-00";

    @Test
    void theCallersTraceIsContinued() {
        Call call = telemetry.started(START, headers("traceparent", SAMPLED, "tracestate", "a=1,b=2"));
        Attempt attempt = call.attemptStarted(ATTEMPT);
        Map<String, String> sent = new HashMap<>();
        attempt.propagate(sent::put);
        attempt.ended(new AttemptEnd(200, null));
        call.ended(end(200, null, Outcome.COMPLETED));

        assertThat(call.traceId()).isEqualTo(TRACE_ID);
        assertThat(only(SpanKind.SERVER).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(sent)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "traceparent",
                        "00-" + TRACE_ID + "-" + only(SpanKind.CLIENT).getSpanId() + "-01",
                        "tracestate",
                        "a=1,b=2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
            })
    void aTraceparentThatIsNoneStartsANewTrace(String traceparent) {
        assertNewTrace(headers("traceparent", traceparent, "tracestate", "a=1"));
    }

    @Test
    void aTracestateBeyondItsLimitStartsANewTrace() {
        String members = IntStream.range(0, 200).mapToObj(n -> "k" + n + "=v").collect(Collectors.joining(","));

        assertNewTrace(headers("traceparent", SAMPLED, "tracestate", members));
    }

    @Test
    void aTracestateAtItsLimitIsContinued() {
        String members = IntStream.range(0, 32).mapToObj(n -> "k" + n + "=v").collect(Collectors.joining(","));

        assertThat(telemetry
                        .started(START, headers("traceparent", SAMPLED, "tracestate", members))
                        .traceId())
                .isEqualTo(TRACE_ID);
    }

    @Test
    void baggageIsNeitherReadNorSent() {
        Map<String, String> asked = new HashMap<>();
        Call call = telemetry.started(START, name -> {
            asked.put(name, "");
            return name.equals("baggage") ? "k=" + "v".repeat(8192) : null;
        });
        Map<String, String> sent = new HashMap<>();
        call.attemptStarted(ATTEMPT).propagate(sent::put);

        assertThat(asked).doesNotContainKey("baggage");
        assertThat(sent).containsOnlyKeys("traceparent");
        assertThat(call.traceId()).matches("[0-9a-f]{32}");
    }

    @Test
    void anUnsampledParentMeansNoSpanButATraceIdAllTheSame() {
        Call call = telemetry.started(START, headers("traceparent", UNSAMPLED));
        Attempt attempt = call.attemptStarted(ATTEMPT);
        Map<String, String> sent = new HashMap<>();
        attempt.propagate(sent::put);
        attempt.ended(new AttemptEnd(200, null));
        call.ended(end(200, null, Outcome.COMPLETED));

        assertThat(call.traceId()).isEqualTo(TRACE_ID);
        assertThat(sent.get("traceparent")).startsWith("00-" + TRACE_ID).endsWith("-00");
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aCallThatIsNotSampledHasAValidTraceId() {
        provider = provider(Sampler.alwaysOff());
        telemetry = telemetry(provider);

        Call call = telemetry.started(START, none());
        call.attemptStarted(ATTEMPT).ended(new AttemptEnd(200, null));
        call.ended(end(200, null, Outcome.COMPLETED));

        assertThat(call.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        assertThat(call.waitStarted(WaitKind.QUOTA)).isSameAs(Wait.NOOP);
    }

    @Test
    void withoutAnSdkThereIsNoTraceId() {
        Call call = new OtelCallTelemetry(OpenTelemetry.noop()).started(START, none());

        assertThat(call.traceId()).isEmpty();
    }

    private void assertNewTrace(UnaryOperator<@Nullable String> headers) {
        Call call = telemetry.started(START, headers);
        Map<String, String> sent = new HashMap<>();
        call.attemptStarted(ATTEMPT).propagate(sent::put);
        call.ended(end(200, null, Outcome.COMPLETED));

        assertThat(call.traceId())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(TRACE_ID)
                .isNotEqualTo("0".repeat(32));
        assertThat(only(SpanKind.SERVER).getParentSpanContext().isValid()).isFalse();
        assertThat(sent).containsOnlyKeys("traceparent");
    }
}
