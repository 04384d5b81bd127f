// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.activity.RecordedCall.answered;
import static dev.sallyport.gateway.control.activity.RecordedCall.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

    private static final Duration SHORT = Duration.ofMillis(80);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorOfTheGatewayHasItsSentences(ErrorCode code) {
        assertSentences(of(failed(code, "the gateway's own words", Map.of())));
        assertSentences(of(failed(code, "", Map.of()).by(null, null).host("")));
    }

    @Test
    void noTwoErrorsOfTheGatewayAreExplainedAlike() {
        Map<String, Long> sameWords = Arrays.stream(ErrorCode.values())
                .map(code -> of(failed(code, "words of " + code, Map.of())).what())
                .collect(Collectors.groupingBy(what -> what, Collectors.counting()));

        // Two methods that are not passed on, and two ways in which a credential is gone for good.
        assertThat(sameWords.values()).filteredOn(count -> count > 1).containsExactly(2L, 2L);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 429, 451, 500, 501, 502, 503, 504, 521
            })
    void everyAnswerOfTheProviderNamesItAndItsStatus(int status) {
        Explanation explanation = of(answered(status).attempt(status, SHORT));

        assertSentences(explanation);
        assertThat(explanation.what()).contains("harbor answered " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | make sense of GET /proxy/contacts | Compare query and body",
                "401 | does not accept the credential of connection \"alice\" | Connect connection \"alice\" again",
                "403 | may not do this | permission",
                "404 | nothing at GET /proxy/contacts | Check path and ids",
                "409 | conflicts | Read the current state",
                "413 | a body of 12 bytes is more than it takes | Send less",
                "422 | not the values in it | excerpt",
                "429 | limit for connection \"alice\" is used up | Call again after 7 s, as it asks",
                "500 | it failed on its side | report it to harbor",
                "503 | after 80 ms: it is overloaded | Call again later after 7 s, as it asks"
            })
    void theUsualAnswersSayWhatToDo(int status, String what, String todo) {
        Explanation explanation = of(answered(status).attempt(status, SHORT).responseHeader("retry-after", "7"));

        assertThat(explanation.what()).contains(what);
        assertThat(explanation.todo()).contains(todo);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns",
                "connect",
                "closed",
                "reset",
                "tls_expired",
                "tls_hostname",
                "tls_untrusted",
                "tls_handshake"
            })
    void everyReasonWhyAHostIsNotReachedNamesTheHost(String reason) {
        Explanation explanation = of(failed(ErrorCode.UPSTREAM_UNREACHABLE, "m", Map.of("reason", reason)));
        Explanation unknown = of(failed(ErrorCode.UPSTREAM_UNREACHABLE, "m", Map.of("reason", "moon")));

        assertSentences(explanation);
        assertThat(explanation.what()).contains("api.harbor.example").doesNotContain("could not be reached");
        assertThat(unknown.what()).isEqualTo("api.harbor.example could not be reached (moon).");
    }

    @ParameterizedTest
    @CsvSource({
        "connect, No connection to api.harbor.example",
        "head, did not begin to answer within 80 ms",
        "body, in the middle of its answer",
        "total, within the time it had"
    })
    void everyPhaseThatTookTooLongIsSaid(String phase, String what) {
        Explanation explanation = of(
                failed(ErrorCode.UPSTREAM_TIMEOUT, "m", Map.of("phase", phase)).attempt(0, SHORT));

        assertSentences(explanation);
        assertThat(explanation.what()).contains(what);
    }

    @Test
    void whatTheGatewayKnowsOfAFailureIsTold() {
        assertThat(of(failed(ErrorCode.RATE_LIMITED, "m", Map.of("bucket", "search", "retry_after_ms", "125000")))
                        .what())
                .isEqualTo("The limit \"search\" of harbor is used up for 2 min 5 s, longer than this call may wait,"
                        + " so it was not sent.");
        assertThat(of(failed(
                                ErrorCode.CONNECTION_BROKEN,
                                "m",
                                Map.of("reason", "invalid_grant", "since", "2026-03-04T05:00:00Z")))
                        .what())
                .isEqualTo("The credential of connection \"alice\" cannot be renewed any more (invalid_grant)"
                        + " since 2026-03-04T05:00:00Z.");
        assertThat(of(failed(ErrorCode.INVALID_HEADERS, "Retries: 99 (expected: at most 10)", Map.of()))
                        .what())
                .isEqualTo("The gateway refused the headers of the call: Retries: 99 (expected: at most 10).");
        assertThat(of(failed(ErrorCode.MISSING_CONNECTION_CONFIG, "m", Map.of("variable", "subdomain")))
                        .what())
                .contains("\"subdomain\" is missing for connection \"alice\"");
        assertThat(of(failed(ErrorCode.INTERNAL_ERROR, "m", Map.of("id", "4711")))
                        .what())
                .contains("4711 in its log");
    }

    @Test
    void aCallThatWasRepeatedAndThenFineSaysSo() {
        Explanation explanation = of(answered(200)
                .attempt(503, SHORT)
                .decided("status_code_503", true)
                .waited(WaitKind.BACKOFF, Duration.ofMillis(700), "")
                .attempt(200, SHORT));

        assertThat(explanation.what())
                .isEqualTo("harbor answered 200 after 320 ms, in attempt 2 after the first ended with 503, and having"
                        + " waited 700 ms between attempts.");
        assertThat(explanation.todo()).isEqualTo("Nothing for now: the call succeeded, though not at once.");
    }

    @Test
    void aCallThatWaitedSaysWhatFor() {
        Explanation explanation = of(answered(200)
                .waited(WaitKind.QUOTA, Duration.ofMillis(1500), "")
                .waited(WaitKind.REFRESH, Duration.ofSeconds(2), "renewed")
                .waited(WaitKind.BACKOFF, Duration.ofMillis(3), "")
                .attempt(200, SHORT));

        assertThat(explanation.what())
                .isEqualTo("harbor answered 200 after 320 ms, having waited 1.5 s for the limit of harbor and 2 s for a"
                        + " new credential.");
        assertThat(explanation.todo()).isEqualTo("Nothing: the call succeeded.");
    }

    @Test
    void whyAFailureWasNotRepeatedAndHowItCouldBeIsSaid() {
        Explanation explanation = of(answered(502)
                .asking("POST", "/proxy/contacts", "")
                .attempt(502, SHORT)
                .decided("not_idempotent", false));

        assertThat(explanation.what())
                .endsWith("; it was not sent again because a POST may have had its effect already.");
        assertThat(explanation.todo())
                .endsWith("; an Idempotency-Key header, or Retry-On: 502, lets the gateway repeat it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attempts_exhausted",
                "budget_exhausted",
                "hint_beyond_deadline",
                "deadline",
                "body_too_large_to_replay",
                "body_not_replayable",
                "replay_memory_full",
                "credential_rejected",
                "credential_not_renewed",
                "circuit_open"
            })
    void everyReasonForStoppingIsSaid(String reason) {
        assertThat(of(answered(503).attempt(503, SHORT).decided(reason, false)).what())
                .contains("; it was not sent again because ");
    }

    @Test
    void whatGoesWithoutSayingIsNotSaid() {
        Explanation explanation = of(answered(404).attempt(404, SHORT).decided("not_retryable", false));

        assertThat(explanation.what()).doesNotContain("sent again");
    }

    @Test
    void anAnswerThatBrokeOffSaysHowMuchCame() {
        Explanation explanation = of(answered(200).attempt(200, SHORT).ended(Outcome.TRUNCATED, Duration.ofSeconds(3)));

        assertSentences(explanation);
        assertThat(explanation.what()).startsWith("The answer of harbor, status 200, broke off after 3 KiB because");
    }

    @Test
    void aCallerThatLeftIsToldApartFromAFailure() {
        Explanation waiting = of(answered(0)
                .waited(WaitKind.QUOTA, Duration.ofSeconds(9), "")
                .ended(Outcome.CANCELLED, Duration.ofSeconds(10)));
        Explanation reading = of(answered(200).attempt(200, SHORT).ended(Outcome.CANCELLED, Duration.ofSeconds(75)));
        Explanation early = of(answered(0).ended(Outcome.CANCELLED, SHORT));

        assertThat(waiting.what()).startsWith("The caller closed its connection after 10 s, before it got any answer");
        assertThat(waiting.todo()).startsWith("Most of that time, 9 s, was spent waiting for the limit of harbor");
        assertThat(reading.what()).contains("after 1 min 15 s, while the answer with status 200 was being sent");
        assertThat(reading.todo()).startsWith("harbor had it for 80 ms");
        assertThat(early.todo()).startsWith("It had not been sent to harbor yet");
    }

    private static Explanation of(RecordedCall call) {
        return Explanation.of(call.build());
    }

    private static void assertSentences(Explanation explanation) {
        assertThat(new String[] {explanation.what(), explanation.todo()})
                .allSatisfy(sentence -> assertThat(sentence)
                        .hasSizeBetween(20, 400)
                        .endsWith(".")
                        .doesNotContain("null", "  ", "the the"));
    }
}
