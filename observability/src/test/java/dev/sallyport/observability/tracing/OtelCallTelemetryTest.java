// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Attempt;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import dev.sallyport.filters.telemetry.CallTelemetry.Wait;
import dev.sallyport.filters.telemetry.WaitKind;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the spans of a call say, and what they must not. */
class OtelCallTelemetryTest extends OtelCallSteps {

    @Test
    void aCallIsAServerSpanAndItsAttemptsAreClientSpansBelow() {
        Call call = telemetry.started(START, none());
        call.attemptStarted(ATTEMPT).ended(new AttemptEnd(503, null, "1.1"));
        call.attemptStarted(
                        new AttemptStart(2, "POST", "https", "api.example.com", 8443, "/v1", "github-dev", "github"))
                .ended(new AttemptEnd(201, null));
        call.ended(end(201, null, Outcome.COMPLETED));

        SpanData server = only(SpanKind.SERVER);
        assertThat(server.getName()).isEqualTo("POST /proxy");
        assertThat(server.getParentSpanContext().isValid()).isFalse();
        assertThat(server.getTraceId()).isEqualTo(call.traceId());
        assertThat(attributes(server))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("http.request.method", "POST"),
                        Map.entry("http.route", "/proxy/**"),
                        Map.entry("url.path", "/proxy/repos/a"),
                        Map.entry("http.response.status_code", 201L),
                        Map.entry("sallyport.environment", "dev"),
                        Map.entry("sallyport.api_key.id", "key-1"),
                        Map.entry("sallyport.integration", "github-dev"),
                        Map.entry("sallyport.connection.id", "acme"),
                        Map.entry("sallyport.provider", "github"),
                        Map.entry("sallyport.attempts", 2L),
                        Map.entry("sallyport.outcome", "completed"),
                        Map.entry("sallyport.request.bytes", 10L),
                        Map.entry("sallyport.response.bytes", 20L)));
        List<SpanData> attempts = all(SpanKind.CLIENT);
        assertThat(attempts).extracting(SpanData::getName).containsExactly("POST", "POST");
        assertThat(attempts).extracting(SpanData::getParentSpanId).containsOnly(server.getSpanId());
        assertThat(attributes(attempts.getFirst()))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("http.request.method", "POST"),
                        Map.entry("url.full", "https://api.example.com/v1/repos/a"),
                        Map.entry("server.address", "api.example.com"),
                        Map.entry("server.port", 443L),
                        Map.entry("http.response.status_code", 503L),
                        Map.entry("network.protocol.version", "1.1"),
                        Map.entry("error.type", "503"),
                        Map.entry("sallyport.integration", "github-dev"),
                        Map.entry("sallyport.provider", "github")));
        assertThat(attributes(attempts.get(1)))
                .containsEntry("http.request.resend_count", 1L)
                .containsEntry("url.full", "https://api.example.com:8443/v1")
                .doesNotContainKeys("error.type", "network.protocol.version");
    }

    @Test
    void anAttemptTellsWhenItHadAConnection() {
        Attempt attempt = telemetry.started(START, none()).attemptStarted(ATTEMPT);
        attempt.connected();
        attempt.ended(new AttemptEnd(200, null));

        assertThat(only(SpanKind.CLIENT).getEvents())
                .extracting(EventData::getName)
                .containsExactly("sallyport.connected");
    }

    @Test
    void aWaitIsAnInternalSpanBelowItsCall() {
        Call call = telemetry.started(START, none());
        call.waitStarted(WaitKind.QUOTA).ended("deadline");
        call.retryDecided("status_code_503", true);
        Wait backoff = call.waitStarted(WaitKind.BACKOFF);
        assertThat(all(SpanKind.INTERNAL)).hasSize(1);
        backoff.ended("");
        call.ended(end(200, null, Outcome.COMPLETED));

        List<SpanData> waits = all(SpanKind.INTERNAL);
        assertThat(waits).extracting(SpanData::getName).containsExactly("wait quota", "wait backoff");
        assertThat(waits)
                .extracting(SpanData::getParentSpanId)
                .containsOnly(only(SpanKind.SERVER).getSpanId());
        assertThat(attributes(waits.getFirst()))
                .isEqualTo(Map.of("sallyport.wait.kind", "quota", "sallyport.wait.result", "deadline"));
        assertThat(attributes(waits.getLast()))
                .isEqualTo(Map.of("sallyport.wait.kind", "backoff", "sallyport.retry.reason", "status_code_503"));
    }

    @Test
    void eachRetryDecisionIsAnEventOfTheCallAndTheLastReasonItsAttribute() {
        Call call = telemetry.started(START, none());
        call.retryDecided("network_error", true);
        call.retryDecided("attempts_exhausted", false);
        call.ended(end(502, ErrorCode.UPSTREAM_UNREACHABLE, Outcome.COMPLETED));

        SpanData server = only(SpanKind.SERVER);
        assertThat(attributes(server)).containsEntry("sallyport.retry.reason", "attempts_exhausted");
        assertThat(server.getEvents()).extracting(EventData::getName).containsOnly("sallyport.retry");
        assertThat(server.getEvents())
                .extracting(event -> attributes(event.getAttributes()))
                .containsExactly(
                        Map.of("sallyport.retry.reason", "network_error", "sallyport.retry.outcome", "again"),
                        Map.of("sallyport.retry.reason", "attempts_exhausted", "sallyport.retry.outcome", "stopped"));
    }

    @Test
    void aCallTellsHowLongItWaitedForQuotaAndNothingIfItDidNot() {
        telemetry.started(START, none()).ended(waited(Duration.ofMillis(1250)));
        assertThat(attributes(only(SpanKind.SERVER))).containsEntry("sallyport.waited.ms", 1250L);
        spans.reset();

        telemetry.started(START, none()).ended(waited(Duration.ZERO));
        assertThat(attributes(only(SpanKind.SERVER)))
                .doesNotContainKeys("sallyport.waited.ms", "sallyport.retry.reason");
    }

    @Test
    void everyAttributeIsInTheCatalogue() {
        Call call = telemetry.started(new CallStart("PROPFIND", "/proxy/x", "dev", "k"), none());
        call.waitStarted(WaitKind.QUOTA).ended("deadline");
        call.retryDecided("throttled", true);
        call.attemptStarted(ATTEMPT).ended(new AttemptEnd(0, ErrorCode.UPSTREAM_TIMEOUT));
        call.ended(end(504, ErrorCode.UPSTREAM_TIMEOUT, Outcome.COMPLETED));

        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(
                        span -> assertThat(Arrays.stream(SpanAttribute.values()).map(SpanAttribute::key))
                                .containsAll(attributes(span).keySet()));
    }

    @Test
    void aCallersErrorIsNoErrorOfTheServerSpanButOneOfTheClientSpan() {
        Call call = telemetry.started(START, none());
        call.attemptStarted(ATTEMPT).ended(new AttemptEnd(404, null));
        call.ended(end(404, null, Outcome.COMPLETED));

        assertThat(only(SpanKind.SERVER).getStatus()).isEqualTo(StatusData.unset());
        assertThat(attributes(only(SpanKind.SERVER))).doesNotContainKey("error.type");
        assertThat(only(SpanKind.CLIENT).getStatus()).isEqualTo(StatusData.error());
        assertThat(attributes(only(SpanKind.CLIENT))).containsEntry("error.type", "404");
    }

    @Test
    void theGatewaysOwnFailureIsNamedByItsCode() {
        Call call = telemetry.started(START, none());
        call.attemptStarted(ATTEMPT).ended(new AttemptEnd(0, ErrorCode.UPSTREAM_UNREACHABLE));
        call.ended(end(502, ErrorCode.UPSTREAM_UNREACHABLE, Outcome.COMPLETED));

        assertThat(spans.getFinishedSpanItems()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getStatus()).isEqualTo(StatusData.error());
            assertThat(attributes(span))
                    .containsEntry("error.type", "upstream_unreachable")
                    .containsEntry("sallyport.error.code", "upstream_unreachable");
        });
        assertThat(attributes(only(SpanKind.CLIENT))).doesNotContainKey("http.response.status_code");
    }

    @Test
    void aTruncatedAnswerIsAnErrorAndACallerThatLeftIsNone() {
        telemetry.started(START, none()).ended(end(200, null, Outcome.TRUNCATED));
        assertThat(only(SpanKind.SERVER).getStatus()).isEqualTo(StatusData.error());
        assertThat(attributes(only(SpanKind.SERVER)))
                .containsEntry("error.type", "truncated")
                .containsEntry("sallyport.outcome", "truncated");
        spans.reset();

        telemetry.started(START, none()).ended(end(0, null, Outcome.CANCELLED));
        assertThat(only(SpanKind.SERVER).getStatus()).isEqualTo(StatusData.unset());
        assertThat(attributes(only(SpanKind.SERVER)))
                .containsEntry("sallyport.outcome", "cancelled")
                .doesNotContainKeys("error.type", "http.response.status_code");
    }

    @Test
    void anUnknownMethodNeverReachesASpanName() {
        Call call = telemetry.started(new CallStart("PROPFIND", "/proxy/x", "dev", "k"), none());
        call.attemptStarted(new AttemptStart(1, "x".repeat(500), "http", "h", 80, "/", "i", "p"))
                .ended(new AttemptEnd(200, null));
        call.ended(end(200, null, Outcome.COMPLETED));

        assertThat(only(SpanKind.SERVER).getName()).isEqualTo("HTTP /proxy");
        assertThat(attributes(only(SpanKind.SERVER)))
                .containsEntry("http.request.method", "_OTHER")
                .containsEntry("http.request.method_original", "PROPFIND");
        assertThat(only(SpanKind.CLIENT).getName()).isEqualTo("HTTP");
        assertThat(attributes(only(SpanKind.CLIENT))).doesNotContainKey("http.request.method_original");
    }

    @ParameterizedTest
    @EnumSource(Canary.class)
    void aSecretIsInNoSpan(Canary where) {
        Call call = telemetry.started(new CallStart("POST", where.callerPath, "dev", "k"), where.headers());
        call.attemptStarted(new AttemptStart(1, "POST", "https", "h", 443, where.upstreamPath, "i", "p"))
                .ended(new AttemptEnd(0, ErrorCode.UPSTREAM_UNREACHABLE));
        call.ended(end(502, ErrorCode.UPSTREAM_UNREACHABLE, Outcome.COMPLETED));

        assertThat(spans.getFinishedSpanItems()).hasSize(2);
        assertThat(spans.getFinishedSpanItems().toString()).doesNotContain(Canary.VALUE);
    }

    private enum Canary {
        IN_THE_CALLERS_QUERY("/proxy/x?api_key=" + Canary.VALUE, "/x"),
        IN_A_FREE_QUERY("/proxy/x?q=" + Canary.VALUE, "/x"),
        IN_THE_UPSTREAM_QUERY("/proxy/x", "/x?page=1&access_token=" + Canary.VALUE),
        IN_A_FRAGMENT("/proxy/x#" + Canary.VALUE, "/x"),
        IN_A_PATH_PARAMETER("/proxy/x;token=" + Canary.VALUE + "/y", "/x;token=" + Canary.VALUE),
        IN_USER_INFORMATION("/proxy/https://me:" + Canary.VALUE + "@h/x", "/x"),
        IN_HEADERS("/proxy/x", "/x");

        static final String VALUE = "cAnArY42";

        private final String callerPath;
        private final String upstreamPath;

        Canary(String callerPath, String upstreamPath) {
            this.callerPath = callerPath;
            this.upstreamPath = upstreamPath;
        }

        UnaryOperator<@Nullable String> headers() {
            return name -> this == IN_HEADERS ? VALUE : null;
        }
    }

    private static CallEnd waited(Duration wait) {
        return new CallEnd("i", "c", "p", 200, null, Outcome.COMPLETED, 1, wait, 0, 0);
    }
}
