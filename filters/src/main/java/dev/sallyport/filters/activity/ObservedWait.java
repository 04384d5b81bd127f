// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.WaitKind;
import org.jspecify.annotations.Nullable;

/** A wait between attempts, or before the first. */
final class ObservedWait implements ObservedStep, CallTelemetry.Wait {

    private final ActivityRecorder recorder;
    private final @Nullable ObservedStep before;
    private final WaitKind kind;
    private final CallTelemetry.Wait telemetry;
    private final long from;
    private long to;
    private String result = "";

    ObservedWait(
            ActivityRecorder recorder, @Nullable ObservedStep before, WaitKind kind, CallTelemetry.Wait telemetry) {
        this.recorder = recorder;
        this.before = before;
        this.kind = kind;
        this.telemetry = telemetry;
        this.from = recorder.nanoTime();
    }

    @Override
    public void ended(String how) {
        to = recorder.nanoTime();
        result = how;
        telemetry.ended(how);
    }

    @Override
    public @Nullable ObservedStep before() {
        return before;
    }

    @Override
    public ActivityStep.Wait toStep(StepTime time, Redaction redaction) {
        return new ActivityStep.Wait(time.at(from), kind, time.lasted(from, to), result);
    }
}
