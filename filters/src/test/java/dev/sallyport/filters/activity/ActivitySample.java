// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record to be varied: of a call that succeeded just now. */
public final class ActivitySample {

    private static final Duration TOTAL = Duration.ofMillis(81);

    private final String environment;
    private Instant endedAt = Instant.ofEpochMilli(System.currentTimeMillis());
    private @Nullable String integration = "github";
    private @Nullable String connection = "acme";
    private String provider = "github";
    private String method = "GET";
    private String path = "/proxy/repos/acme/tool";
    private int status = 200;
    private @Nullable ErrorCode error;
    private String traceId = "";
    private String message = "";

    private ActivitySample(String environment) {
        this.environment = environment;
    }

    public static ActivitySample in(String environment) {
        return new ActivitySample(environment);
    }

    public ActivitySample endedAt(Instant moment) {
        endedAt = moment;
        return this;
    }

    public ActivitySample of(@Nullable String itsIntegration, @Nullable String itsConnection) {
        integration = itsIntegration;
        connection = itsConnection;
        return this;
    }

    public ActivitySample provider(String name) {
        provider = name;
        return this;
    }

    public ActivitySample request(String itsMethod, String itsPath) {
        method = itsMethod;
        path = itsPath;
        return this;
    }

    public ActivitySample status(int code) {
        status = code;
        return this;
    }

    public ActivitySample failed(ErrorCode code, String why) {
        error = code;
        status = code.status();
        message = why;
        return this;
    }

    public ActivitySample trace(String id) {
        traceId = id;
        return this;
    }

    public ActivityRecord build() {
        return new ActivityRecord(
                summary(),
                "page=2&token=***",
                List.of(new ActivityRecord.Header("accept", "application/json")),
                List.of(
                        new ActivityRecord.Header("content-type", "application/json"),
                        new ActivityRecord.Header("link", "<https://api.github.com/x>; rel=\"next\"")),
                0,
                2_345,
                new ActivityTimings(
                        Duration.ofNanos(120_000),
                        Duration.ofNanos(4_000),
                        waited(),
                        null,
                        Duration.ofMillis(70),
                        TOTAL),
                steps(),
                error == null ? null : new ActivityRecord.Failure(message, Map.of("reason", "dns"), "{\"ü\":1}"));
    }

    private ActivitySummary summary() {
        return new ActivitySummary(
                endedAt.minus(TOTAL),
                environment,
                "key_1",
                integration,
                connection,
                provider,
                method,
                path,
                "api.github.com",
                status,
                error,
                CallEnd.Outcome.COMPLETED,
                2,
                waited(),
                TOTAL,
                traceId,
                null);
    }

    private static Duration waited() {
        return Duration.ofNanos(12_345_000);
    }

    private List<ActivityStep> steps() {
        return List.of(
                new ActivityStep.Wait(Duration.ZERO, WaitKind.REFRESH, Duration.ofMillis(3), "refreshed"),
                new ActivityStep.Attempt(
                        Duration.ofMillis(4),
                        1,
                        method,
                        "https://api.github.com" + path,
                        null,
                        Duration.ofMillis(5),
                        0,
                        ErrorCode.UPSTREAM_UNREACHABLE),
                new ActivityStep.Decision(Duration.ofMillis(9), "connect", true),
                new ActivityStep.Attempt(
                        Duration.ofMillis(10),
                        2,
                        method,
                        "https://api.github.com" + path,
                        Duration.ofNanos(1_500_000),
                        Duration.ofMillis(60),
                        status,
                        null));
    }
}
