// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityRecord.Failure;
import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivityStep.Attempt;
import dev.sallyport.filters.activity.ActivityStep.Decision;
import dev.sallyport.filters.activity.ActivityStep.Wait;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.activity.ActivityTimings;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes records: of a GET by way of connection {@code alice} of integration {@code crm}, unless said otherwise. */
public final class RecordedCall {

    public static final Instant START = Instant.parse("2026-03-04T05:00:00.123Z");

    private final List<Header> requestHeaders = new ArrayList<>();
    private final List<Header> responseHeaders = new ArrayList<>();
    private final List<ActivityStep> steps = new ArrayList<>();
    private String environment = "dev";
    private String integration = "crm";
    private String connection = "alice";
    private String method = "GET";
    private String path = "/proxy/contacts";
    private String query = "";
    private String host = "api.harbor.example";
    private int status = 200;
    private ErrorCode error;
    private Outcome outcome = Outcome.COMPLETED;
    private Duration waited = Duration.ZERO;
    private Duration total = Duration.ofMillis(320);
    private String traceId = "";
    private String replayOf;
    private Failure failure;

    public static RecordedCall answered(int status) {
        RecordedCall call = new RecordedCall();
        call.status = status;
        call.failure = status < 400 ? null : new Failure("", Map.of(), "{\"error\":\"no\"}");
        return call;
    }

    public static RecordedCall failed(ErrorCode error, String message, Map<String, String> details) {
        RecordedCall call = answered(error.status());
        call.error = error;
        call.failure = new Failure(message, details, null);
        return call;
    }

    public RecordedCall in(String environment) {
        this.environment = environment;
        return this;
    }

    /** Null for a call that never got that far. */
    public RecordedCall by(String integration, String connection) {
        this.integration = integration;
        this.connection = connection;
        return this;
    }

    public RecordedCall asking(String method, String path, String query) {
        this.method = method;
        this.path = path;
        this.query = query;
        return this;
    }

    public RecordedCall host(String host) {
        this.host = host;
        return this;
    }

    public RecordedCall ended(Outcome outcome, Duration after) {
        this.outcome = outcome;
        this.total = after;
        return this;
    }

    public RecordedCall traced(String traceId) {
        this.traceId = traceId;
        return this;
    }

    public RecordedCall replaying(String record) {
        this.replayOf = record;
        return this;
    }

    public RecordedCall requestHeader(String name, String value) {
        requestHeaders.add(new Header(name, value));
        return this;
    }

    public RecordedCall responseHeader(String name, String value) {
        responseHeaders.add(new Header(name, value));
        return this;
    }

    public RecordedCall attempt(int attemptStatus, Duration lasted) {
        steps.add(new Attempt(
                Duration.ZERO,
                attempts() + 1,
                method,
                "https://" + host + path,
                Duration.ofMillis(5),
                lasted,
                attemptStatus,
                null));
        return this;
    }

    public RecordedCall waited(WaitKind kind, Duration lasted, String result) {
        steps.add(new Wait(Duration.ofMillis(1), kind, lasted, result));
        waited = waited.plus(lasted);
        return this;
    }

    public RecordedCall decided(String reason, boolean again) {
        steps.add(new Decision(Duration.ofMillis(2), reason, again));
        return this;
    }

    public ActivityRecord build() {
        return new ActivityRecord(
                new ActivitySummary(
                        START,
                        environment,
                        "key-1",
                        integration,
                        connection,
                        integration == null ? null : "harbor",
                        method,
                        path,
                        host,
                        status,
                        error,
                        outcome,
                        attempts(),
                        waited,
                        total,
                        traceId,
                        replayOf),
                query,
                requestHeaders,
                responseHeaders,
                12,
                3_500,
                new ActivityTimings(Duration.ofNanos(1_234_567), null, waited, null, null, total),
                steps,
                failure);
    }

    private int attempts() {
        return (int) steps.stream().filter(Attempt.class::isInstance).count();
    }
}
