// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.door.RawTarget;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.Redaction;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the record of a call that is over, without what is secret. One thread at a time. */
final class RecordMaker {

    private final ConnectionSecrets secrets;
    private final ReplayMark replays;

    RecordMaker(ConnectionSecrets secrets, ReplayMark replays) {
        this.secrets = secrets;
        this.replays = replays;
    }

    ActivityRecord make(EndedCall call) {
        Redaction redaction = secrets.of(call);
        List<ActivityStep> steps = steps(call, redaction);
        Duration waited = waited(steps);
        Duration total = call.times().ofSteps().at(call.times().ended());
        CallEnd end = call.end();
        ActivitySummary summary = new ActivitySummary(
                call.times().startedAt(),
                call.caller().environment(),
                call.caller().id(),
                end.integration(),
                end.connectionId(),
                end.provider(),
                call.method(),
                target(redaction, "/proxy/" + call.target().endpoint()),
                redaction.text(call.host()),
                end.status(),
                end.error(),
                end.outcome(),
                end.attempts(),
                waited,
                total,
                call.traceId(),
                replayOf(call));
        return new ActivityRecord(
                summary,
                query(redaction, call.target().query()),
                headers(redaction, call.requestHeaders()),
                headers(redaction, call.responseHeaders()),
                end.requestBytes(),
                end.responseBytes(),
                timings(call, steps, waited, total),
                steps,
                summary.isFailed() ? FailureText.of(call, redaction) : null);
    }

    private static List<ActivityStep> steps(EndedCall call, Redaction redaction) {
        StepTime time = call.times().ofSteps();
        List<ActivityStep> steps = new ArrayList<>();
        for (ObservedStep step = call.lastStep(); step != null; step = step.before()) {
            steps.add(step.toStep(time, redaction));
        }
        return steps.reversed();
    }

    private static Duration waited(List<ActivityStep> steps) {
        Duration waited = Duration.ZERO;
        for (ActivityStep step : steps) {
            waited = step instanceof ActivityStep.Wait wait ? waited.plus(wait.lasted()) : waited;
        }
        return waited;
    }

    private static ActivityTimings timings(EndedCall call, List<ActivityStep> steps, Duration waited, Duration total) {
        ActivityStep.Attempt last = lastAttempt(steps);
        Duration connect = last == null ? null : last.connected();
        return new ActivityTimings(
                call.times().door(), call.times().store(), waited, connect, last == null ? null : head(last), total);
    }

    private static @Nullable Duration head(ActivityStep.Attempt attempt) {
        Duration connected = attempt.connected();
        return connected == null || attempt.status() == 0
                ? null
                : attempt.lasted().minus(connected);
    }

    private static ActivityStep.@Nullable Attempt lastAttempt(List<ActivityStep> steps) {
        for (ActivityStep step : steps.reversed()) {
            if (step instanceof ActivityStep.Attempt attempt) {
                return attempt;
            }
        }
        return null;
    }

    private static String query(Redaction redaction, String query) {
        return query.isEmpty() ? "" : target(redaction, query).substring(1);
    }

    /** What is too long to be kept whole counts as masked, so that nobody takes it for what was sent. */
    private static String target(Redaction redaction, String target) {
        String masked = redaction.text(target);
        return target.length() > Redaction.MAX_LENGTH ? masked + Redaction.MASK : masked;
    }

    private static List<Header> headers(Redaction redaction, HttpHeaders headers) {
        List<Header> shown = new ArrayList<>(headers.size());
        for (Map.Entry<String, String> header : headers) {
            if (!isOurs(header.getKey())) {
                shown.add(new Header(
                        redaction.text(header.getKey()).toLowerCase(Locale.ROOT),
                        redaction.header(header.getKey(), header.getValue())));
            }
        }
        return shown;
    }

    /** Not the caller's: what the gateway tells itself. */
    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(RawTarget.HEADER) || name.equalsIgnoreCase(ReplayMark.HEADER);
    }

    private @Nullable String replayOf(EndedCall call) {
        String mark = call.requestHeaders().get(ReplayMark.HEADER);
        return mark == null ? null : replays.verified(mark);
    }
}
