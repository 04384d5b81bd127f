// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeterCallTelemetryTest {

    private static final String CANARY = "cAnArY42";

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final MeterCallTelemetry telemetry = new MeterCallTelemetry(registry);

    @Test
    void aCallIsTimedAndItsBytesAreCounted() {
        Call call = start("GET");
        clock.add(Duration.ofMillis(120));
        call.ended(end("github-dev", "github", 200, null, Outcome.COMPLETED));

        Timer timer = registry.get("sallyport.calls")
                .tags("environment", "dev", "integration", "github-dev", "provider", "github", "method", "GET")
                .tags("status", "2xx", "error", "none", "outcome", "completed")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(120);
        assertThat(registry.get("sallyport.request.size").summary().totalAmount())
                .isEqualTo(10);
        assertThat(registry.get("sallyport.response.size").summary().totalAmount())
                .isEqualTo(20);
    }

    @Test
    void callsInProgressAreCountedUntilTheyEnd() {
        Call one = start("GET");
        start("GET");
        assertThat(active()).isEqualTo(2);

        one.ended(end(null, null, 0, null, Outcome.CANCELLED));

        assertThat(active()).isEqualTo(1);
    }

    @Test
    void anAttemptIsTimedUntilItsHead() {
        Attempt attempt = start("POST").attemptStarted(attempt("github", "PROPFIND"));
        clock.add(Duration.ofMillis(30));
        attempt.ended(new AttemptEnd(0, ErrorCode.UPSTREAM_TIMEOUT));

        Timer timer = registry.get("sallyport.attempts")
                .tags("provider", "github", "method", "_OTHER", "status", "none", "error", "upstream_timeout")
                .timer();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }

    @Test
    void aWaitIsTimedByProviderAndKind() {
        Call call = start("GET");
        call.resolved("github-dev", "github");
        Wait wait = call.waitStarted(WaitKind.QUOTA);
        clock.add(Duration.ofMillis(700));
        wait.ended("");
        call.waitStarted(WaitKind.BACKOFF).ended("");

        Timer timer = registry.get("sallyport.waits")
                .tags("provider", "github", "kind", "quota")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSize(13);
        assertThat(registry.get("sallyport.waits")
                        .tags("kind", "backoff")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void retryDecisionsAreCountedByReasonAndOutcome() {
        Call call = start("GET");
        call.resolved("github-dev", "github");
        call.retryDecided("status_code_503", true);
        call.retryDecided("status_code_503", true);
        call.retryDecided("attempts_exhausted", false);

        assertThat(retries("github", "status_code_503", "again")).isEqualTo(2);
        assertThat(retries("github", "attempts_exhausted", "stopped")).isEqualTo(1);
    }

    @Test
    void statusesThatOthersChooseMakeNoSeries() {
        Call call = start("GET");
        for (int status = 100; status < 1000; status++) {
            call.retryDecided("status_code_" + status, true);
            call.retryDecided("retry_on_" + status, true);
            call.retryDecided("provider_error_code_" + status, true);
            call.retryDecided("word" + status, true);
        }

        assertThat(registry.find("sallyport.retries").counters()).hasSizeLessThan(60);
        assertThat(retries("none", "retry_on", "again")).isEqualTo(900);
        assertThat(retries("none", "provider_error_code", "again")).isEqualTo(900);
        assertThat(retries("none", "status_code", "again")).isEqualTo(894);
        assertThat(retries("none", "status_code_429", "again")).isEqualTo(1);
        assertThat(retries("none", "other", "again")).isEqualTo(860);
    }

    @Test
    void whatWasNeverResolvedIsNotNamed() {
        start("GET").ended(end("made-up", null, 404, ErrorCode.UNKNOWN_PROVIDER_CONFIG, Outcome.COMPLETED));

        assertThat(registry.get("sallyport.calls")
                        .tags("integration", "none", "provider", "none", "error", "unknown_provider_config")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void integrationsBeyondTheBoundAreCountedAsOther() {
        for (int i = 0; i < 1000; i++) {
            start("GET").ended(end("integration-" + i, "github", 200, null, Outcome.COMPLETED));
        }

        assertThat(registry.find("sallyport.calls").timers()).hasSize(201);
        assertThat(registry.get("sallyport.calls")
                        .tags("integration", "other")
                        .timer()
                        .count())
                .isEqualTo(800);
    }

    @Test
    void aStatusThatIsNoneHasALabelOfItsOwn() {
        start("GET").ended(end("i", "p", 999, null, Outcome.COMPLETED));

        assertThat(registry.get("sallyport.calls")
                        .tags("status", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void noMeterNamesAConnectionAPathOrASecret() {
        Call call = telemetry.started(
                new CallStart("GET", "/proxy/" + CANARY + "?key=" + CANARY, "dev", CANARY), name -> CANARY);
        call.attemptStarted(new AttemptStart(1, CANARY, "https", "", 443, "/" + CANARY, CANARY, "github"))
                .ended(new AttemptEnd(200, null, CANARY));
        call.ended(new CallEnd("i", CANARY, "github", 200, null, Outcome.COMPLETED, 1, Duration.ZERO, 0, 0));

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().toString())
                .isNotEmpty()
                .noneMatch(id -> id.contains(CANARY));
    }

    @Test
    void everyMeterHasTheTagsOfTheCatalogue() {
        Call call = start("GET");
        call.waitStarted(WaitKind.QUOTA).ended("");
        call.attemptStarted(attempt("github", "GET")).ended(new AttemptEnd(200, null));
        call.retryDecided("throttled", false);
        call.ended(end("i", "github", 200, null, Outcome.COMPLETED));

        for (MeterCatalog entry : List.of(
                MeterCatalog.CALLS,
                MeterCatalog.CALLS_ACTIVE,
                MeterCatalog.REQUEST_SIZE,
                MeterCatalog.RESPONSE_SIZE,
                MeterCatalog.ATTEMPTS,
                MeterCatalog.HOST_ATTEMPTS,
                MeterCatalog.RETRIES,
                MeterCatalog.WAITS)) {
            Meter meter = registry.get(entry.meterName()).meter();
            assertThat(meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet()))
                    .as(entry.meterName())
                    .isEqualTo(
                            entry.tags().isEmpty()
                                    ? Set.of()
                                    : Set.of(entry.tags().split(", ")));
        }
    }

    private Call start(String method) {
        return telemetry.started(new CallStart(method, "/proxy/x", "dev", "k"), name -> null);
    }

    private double retries(String provider, String reason, String outcome) {
        return registry.get("sallyport.retries")
                .tags("provider", provider, "reason", reason, "outcome", outcome)
                .counter()
                .count();
    }

    private double active() {
        return registry.get("sallyport.calls.active").gauge().value();
    }

    private static AttemptStart attempt(String provider, String method) {
        return new AttemptStart(1, method, "https", "h", 443, "/", "i", provider);
    }

    private static CallEnd end(
            @Nullable String integration,
            @Nullable String provider,
            int status,
            @Nullable ErrorCode error,
            Outcome outcome) {
        return new CallEnd(integration, "acme", provider, status, error, outcome, 1, Duration.ZERO, 10, 20);
    }
}
