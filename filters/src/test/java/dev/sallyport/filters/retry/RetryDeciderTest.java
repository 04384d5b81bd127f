// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.catalog.RetryRules.StatusRange;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.Throttle;
import dev.sallyport.filters.retry.AttemptOutcome.Answered;
import dev.sallyport.filters.retry.AttemptOutcome.Failed;
import dev.sallyport.filters.retry.RetryDecision.Again;
import dev.sallyport.filters.retry.RetryDecision.Renew;
import dev.sallyport.filters.retry.RetryDecision.Stop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDeciderTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void theUsualStatusesAreWorthRepeating(int status) {
        assertThat(decide(get(), status)).isEqualTo(new Again("status_code_" + status, null, status == 429));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 304, 400, 403, 404, 408, 409, 421, 431, 451, 501, 505, 511, 599})
    void otherStatusesAreNot(int status) {
        assertThat(decide(get(), status)).isEqualTo(new Stop("not_retryable"));
    }

    @Test
    void tooEarlyIsRepeatedOnce() {
        assertThat(decide(get(), 425, 0)).isEqualTo(new Again("status_code_425", null, false));
        assertThat(decide(get(), 425, 1)).isEqualTo(new Stop("not_retryable"));
        assertThat(decide(of("POST"), 425, 0)).isEqualTo(new Stop("not_idempotent"));
    }

    @Test
    void aRejectedCredentialIsNotTriedAgainUnlessTheCallerAsks() {
        assertThat(decide(get(), 401)).isEqualTo(new Stop("credential_rejected"));
        assertThat(decide(policy("GET", Set.of(401), false, RetryRules.NONE), 401))
                .isEqualTo(new Again("status_code_401", null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PATCH"})
    void aRejectedCredentialThatCanBeRenewedIsRenewedWhateverTheMethod(String method) {
        assertThat(decide401(of(method), Renewal.POSSIBLE)).isEqualTo(new Renew("credential_renewed"));
        assertThat(decide401(get(codes(range("5xx", 500, 599))), Renewal.POSSIBLE))
                .isInstanceOf(Renew.class);
        assertThat(decide401(policy(method, Set.of(401), false, RetryRules.NONE), Renewal.POSSIBLE))
                .isInstanceOf(Renew.class);
    }

    @Test
    void itIsRenewedOnce() {
        assertThat(decide401(get(), Renewal.DONE)).isEqualTo(new Stop("credential_rejected"));
        assertThat(decide401(get(), Renewal.IN_VAIN)).isEqualTo(new Stop("credential_not_renewed"));
        assertThat(decide401(policy("GET", Set.of(401), false, RetryRules.NONE), Renewal.DONE))
                .isEqualTo(new Again("status_code_401", null, false));
    }

    @Test
    void aRefusalForALimitIsNoReasonToRenew() {
        Answered refused = new Answered(401, headers(), new Throttle(null, Duration.ofSeconds(3)), null);

        assertThat(RetryDecider.decide(get(), refused, 0, Renewal.POSSIBLE, NOW))
                .isNotInstanceOf(Renew.class);
        assertThat(RetryDecider.decide(get(), new Answered(403, headers(), null, null), 0, Renewal.POSSIBLE, NOW))
                .isEqualTo(new Stop("not_retryable"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 500, false", "POST, 502, false", "POST, 504, false", "POST, 429, true", "POST, 503, true",
        "PATCH, 500, false", "PATCH, 503, true", "MERGE, 500, false", "PUT, 500, true", "DELETE, 504, true",
        "HEAD, 502, true", "OPTIONS, 500, true"
    })
    void whatMayHaveBeenActedOnIsRepeatedForIdempotentMethodsOnly(String method, int status, boolean again) {
        assertThat(decide(of(method), status) instanceof Again).isEqualTo(again);
    }

    @Test
    void anIdempotencyKeyOrTheCallersWishMakesAnyMethodRepeatable() {
        assertThat(decide(policy("POST", Set.of(), true, RetryRules.NONE), 500)).isInstanceOf(Again.class);
        assertThat(decide(policy("POST", Set.of(500), false, RetryRules.NONE), 500))
                .isInstanceOf(Again.class);
        assertThat(decide(policy("POST", Set.of(409), false, RetryRules.NONE), 409))
                .isEqualTo(new Again("retry_on_409", null, false));
        assertThat(decide(policy("POST", Set.of(409), false, RetryRules.NONE), 500))
                .isEqualTo(new Stop("not_idempotent"));
    }

    @Test
    void aProvidersListReplacesTheUsualStatuses() {
        RetryRules rules = codes(range("403", 403, 403), range("5xx", 500, 599));

        assertThat(decide(get(rules), 403)).isEqualTo(new Again("provider_error_code_403", null, false));
        assertThat(decide(get(rules), 501)).isEqualTo(new Again("provider_error_code_5xx", null, false));
        assertThat(decide(get(rules), 429)).isEqualTo(new Stop("not_retryable"));
    }

    @Test
    void remainingMustBeExactlyZero() {
        RetryRules rules = new RetryRules(List.of(), List.of(), "x-left", List.of(range("5xx", 500, 599)), null);

        assertThat(decide(get(rules), 403, headers("x-left", "0")))
                .isEqualTo(new Again("provider_remaining", null, false));
        assertThat(decide(get(rules), 403, headers("x-left", "00"))).isEqualTo(new Stop("not_retryable"));
    }

    @Test
    void aRefusalThatTheProvidersRulesRecogniseIsRepeatedWhateverItsStatus() {
        Answered refused = new Answered(200, new DefaultHttpHeaders(), new Throttle(null, Duration.ofSeconds(3)), null);

        assertThat(RetryDecider.decide(of("POST"), refused, 0, Renewal.IMPOSSIBLE, NOW))
                .isEqualTo(new Again("throttled", Duration.ofSeconds(3), true));
    }

    @Test
    void beforeAnythingWasWrittenAnyMethodIsRepeated() {
        assertThat(decide(of("POST"), failed(ErrorCode.UPSTREAM_UNREACHABLE, "connect", false)))
                .isEqualTo(new Again("connect_error", null, false));
        assertThat(decide(of("POST"), failed(ErrorCode.UPSTREAM_TIMEOUT, "connect", false)))
                .isEqualTo(new Again("connect_error", null, false));
    }

    @ParameterizedTest
    @CsvSource({"UPSTREAM_UNREACHABLE, reset", "UPSTREAM_UNREACHABLE, closed", "UPSTREAM_TIMEOUT, head"})
    void afterItWasWrittenOnlyIdempotentOnes(ErrorCode code, String reason) {
        assertThat(decide(get(), failed(code, reason, true))).isEqualTo(new Again("network_error", null, false));
        assertThat(decide(of("POST"), failed(code, reason, true))).isEqualTo(new Stop("not_idempotent"));
    }

    @ParameterizedTest
    @CsvSource({
        "UPSTREAM_UNREACHABLE, tls_expired",
        "BAD_UPSTREAM, malformed",
        "BASE_URL_OVERRIDE_NOT_ALLOWED, private",
        "CIRCUIT_OPEN, ''",
        "OVERLOADED, ''",
        "RATE_LIMITED, ''",
        "CONNECTION_BROKEN, credential_expired"
    })
    void whatWouldFailAgainIsNotRepeated(ErrorCode code, String reason) {
        assertThat(decide(get(), failed(code, reason, false))).isEqualTo(new Stop("not_retryable"));
    }

    @Test
    void theLongestHintCounts() {
        RetryRules rules = new RetryRules(List.of("x-at"), List.of("x-after"), null, null, null);
        HttpHeaders headers =
                headers("x-at", "" + NOW.plusSeconds(40).getEpochSecond(), "x-after", "30", "retry-after", "20");

        assertThat(decide(get(rules), 503, headers))
                .isEqualTo(new Again("preconfigured_at", Duration.ofSeconds(40), false));
        headers.set("x-after", "50.5");
        assertThat(decide(get(rules), 503, headers))
                .isEqualTo(new Again("preconfigured_after", Duration.ofMillis(50_500), false));
        headers.add("retry-after", "120");
        assertThat(decide(get(rules), 429, headers)).isEqualTo(new Again("retry_after", Duration.ofSeconds(120), true));
    }

    @Test
    void theBodysHintCountsToo() {
        Answered answer = new Answered(403, headers(), null, Duration.ofSeconds(7));

        assertThat(RetryDecider.decide(get(codes(range("403", 403, 403))), answer, 0, Renewal.IMPOSSIBLE, NOW))
                .isEqualTo(new Again("preconfigured_in_body", Duration.ofSeconds(7), false));
    }

    @Test
    void whileSomethingIsLeftOfTheLimitItsResetIsNoHint() {
        RetryRules rules = new RetryRules(List.of("x-reset"), List.of(), "x-left", null, null);
        String inAnHour = "" + NOW.plusSeconds(3600).getEpochSecond();

        assertThat(decide(get(rules), 502, headers("x-left", "4000", "x-reset", inAnHour)))
                .isEqualTo(new Again("status_code_502", null, false));
        assertThat(decide(get(rules), 502, headers("x-left", "0", "x-reset", inAnHour)))
                .isEqualTo(new Again("preconfigured_at", Duration.ofHours(1), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "", "Tue, 24 Nov 2026 09:00:00 GMT"})
    void aHintOfNothingIsNone(String retryAfter) {
        assertThat(decide(get(), 503, headers("retry-after", retryAfter)))
                .isEqualTo(new Again("status_code_503", null, false));
    }

    private static RetryDecision decide401(RetryPolicy policy, Renewal renewal) {
        return RetryDecider.decide(policy, new Answered(401, headers(), null, null), 0, renewal, NOW);
    }

    private static RetryDecision decide(RetryPolicy policy, int status) {
        return decide(policy, status, 0);
    }

    private static RetryDecision decide(RetryPolicy policy, int status, int repeated) {
        return RetryDecider.decide(
                policy, new Answered(status, headers(), null, null), repeated, Renewal.IMPOSSIBLE, NOW);
    }

    private static RetryDecision decide(RetryPolicy policy, int status, HttpHeaders headers) {
        return RetryDecider.decide(policy, new Answered(status, headers, null, null), 0, Renewal.IMPOSSIBLE, NOW);
    }

    private static RetryDecision decide(RetryPolicy policy, Failed failed) {
        return RetryDecider.decide(policy, failed, 0, Renewal.IMPOSSIBLE, NOW);
    }

    private static Failed failed(ErrorCode code, String reason, boolean written) {
        return new Failed(code, reason, written);
    }

    private static RetryPolicy get() {
        return of("GET");
    }

    private static RetryPolicy get(RetryRules rules) {
        return policy("GET", Set.of(), false, rules);
    }

    private static RetryPolicy of(String method) {
        return policy(method, Set.of(), false, RetryRules.NONE);
    }

    private static RetryPolicy policy(String method, Set<Integer> retryOn, boolean key, RetryRules rules) {
        return new RetryPolicy(3, retryOn, method, key, rules, RateLimitRules.GENERIC);
    }

    private static RetryRules codes(StatusRange... codes) {
        return new RetryRules(List.of(), List.of(), null, List.of(codes), null);
    }

    private static StatusRange range(String text, int first, int last) {
        return new StatusRange(text, first, last);
    }

    private static HttpHeaders headers(String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
