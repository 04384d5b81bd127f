// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.Redaction;
import org.jspecify.annotations.Nullable;

/** A send to the upstream. */
final class ObservedAttempt implements ObservedStep, CallTelemetry.Attempt {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final ActivityRecorder recorder;
    private final @Nullable ObservedStep before;
    private final AttemptStart start;
    private final CallTelemetry.Attempt telemetry;
    private final long from;
    private long connected;
    private long to;
    private @Nullable AttemptEnd end;

    ObservedAttempt(
            ActivityRecorder recorder,
            @Nullable ObservedStep before,
            AttemptStart start,
            CallTelemetry.Attempt telemetry) {
        this.recorder = recorder;
        this.before = before;
        this.start = start;
        this.telemetry = telemetry;
        this.from = recorder.nanoTime();
    }

    @Override
    public void propagate(CallTelemetry.HeaderSetter headers) {
        telemetry.propagate(headers);
    }

    @Override
    public void connected() {
        connected = recorder.nanoTime();
        telemetry.connected();
    }

    @Override
    public void ended(AttemptEnd how) {
        if (end == null) {
            end = how;
            to = recorder.nanoTime();
        }
        telemetry.ended(how);
    }

    @Override
    public @Nullable ObservedStep before() {
        return before;
    }

    @Override
    public ActivityStep.Attempt toStep(StepTime time, Redaction redaction) {
        AttemptEnd how = end;
        return new ActivityStep.Attempt(
                time.at(from),
                start.number(),
                start.method(),
                redaction.text(url()),
                connected == 0 ? null : time.lasted(from, connected),
                time.lasted(from, to),
                how == null ? 0 : how.status(),
                how == null ? null : how.error());
    }

    private String url() {
        boolean usual = start.port() == ("https".equals(start.scheme()) ? HTTPS : HTTP);
        String port = usual || start.host().isEmpty() ? "" : ":" + start.port();
        return start.scheme() + "://" + start.host() + port + start.path();
    }
}
