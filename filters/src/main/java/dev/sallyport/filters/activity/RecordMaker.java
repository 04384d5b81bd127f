// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.Redaction;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the record of a call that is over, without what is secret. One thread at a time. */
final class RecordMaker {

    /** An attempt, and perhaps a wait before it. */
    private static final int USUAL_STEPS = 2;

    private final ConnectionSecrets secrets;
    private final ReplayMark replays;
    private final HeaderNames names = new HeaderNames();

    RecordMaker(ConnectionSecrets secrets, ReplayMark replays) {
        this.secrets = secrets;
        this.replays = replays;
    }

    ActivityRecord make(EndedCall call) {
        Redaction redaction = secrets.of(call);
        Instant startedAt = call.times().startedAt();
        Duration door = call.times().door(startedAt);
        StepTime time = call.times().ofSteps(door);
        List<ActivityStep> steps = steps(call, time, redaction);
        Duration waited = waited(steps);
        Duration total = time.at(time.end());
        CallEnd end = call.end();
        ActivitySummary summary = new ActivitySummary(
                startedAt,
                call.caller().environment(),
                call.caller().id(),
                known(end),
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
                timings(call, door, steps, waited, total),
                steps,
                summary.isFailed() ? FailureText.of(call, redaction) : null);
    }

    /** A name that is no integration's is in the message alone: whatever callers think of would else make a list in the store. */
    private static @Nullable String known(CallEnd end) {
        return end.error() == ErrorCode.UNKNOWN_PROVIDER_CONFIG ? null : end.integration();
    }

    private static List<ActivityStep> steps(EndedCall call, StepTime time, Redaction redaction) {
        List<ActivityStep> steps = new ArrayList<>(USUAL_STEPS);
        for (ObservedStep step = call.lastStep(); step != null; step = step.before()) {
            steps.add(step.toStep(time, redaction));
        }
        Collections.reverse(steps);
        return steps;
    }

    private static Duration waited(List<ActivityStep> steps) {
        Duration waited = Duration.ZERO;
        for (ActivityStep step : steps) {
            waited = step instanceof ActivityStep.Wait wait ? waited.plus(wait.lasted()) : waited;
        }
        return waited;
    }

    private static ActivityTimings timings(
            EndedCall call, Duration door, List<ActivityStep> steps, Duration waited, Duration total) {
        Duration store = call.times().store();
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof ActivityStep.Attempt last) {
                return new ActivityTimings(door, store, waited, last.connected(), head(last), total);
            }
        }
        return new ActivityTimings(door, store, waited, null, null, total);
    }

    private static @Nullable Duration head(ActivityStep.Attempt attempt) {
        Duration connected = attempt.connected();
        return connected == null || attempt.status() == 0
                ? null
                : attempt.lasted().minus(connected);
    }

    private static String query(Redaction redaction, String query) {
        return query.isEmpty() ? "" : target(redaction, query).substring(1);
    }

    /** What is too long to be kept whole counts as masked, so that nobody takes it for what was sent. */
    private static String target(Redaction redaction, String target) {
        String masked = redaction.text(target);
        return target.length() > Redaction.MAX_LENGTH ? masked + Redaction.MASK : masked;
    }

    private List<Header> headers(Redaction redaction, HttpHeaders headers) {
        List<Header> shown = new ArrayList<>(headers.size());
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = headers.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = it.next();
            Header made = names.show(header.getKey(), header.getValue(), redaction);
            if (made != null) {
                shown.add(made);
            }
        }
        return shown;
    }

    private @Nullable String replayOf(EndedCall call) {
        String mark = call.requestHeaders().get(ReplayMark.HEADER);
        return mark == null ? null : replays.verified(mark);
    }
}
