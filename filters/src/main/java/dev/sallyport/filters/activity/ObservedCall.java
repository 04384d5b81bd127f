// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.upstream.UpstreamResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One call in progress. */
final class ObservedCall implements CallTelemetry.Call {

    private final ActivityRecorder recorder;
    private final ProxyCall call;
    private final CallTelemetry.Call telemetry;
    private final Instant begunAt;
    private final long begun;
    private long resolved;
    private @Nullable ConnectionPlan firstPlan;
    private @Nullable ObservedStep lastStep;

    ObservedCall(ActivityRecorder recorder, ProxyCall call, CallTelemetry.Call telemetry) {
        this.recorder = recorder;
        this.call = call;
        this.telemetry = telemetry;
        this.begunAt = recorder.now();
        this.begun = recorder.nanoTime();
    }

    @Override
    public String traceId() {
        return telemetry.traceId();
    }

    @Override
    public String traceParent() {
        return telemetry.traceParent();
    }

    @Override
    public void resolved(String integration, String provider) {
        resolved = recorder.nanoTime();
        firstPlan = call.plan();
        telemetry.resolved(integration, provider);
    }

    @Override
    public CallTelemetry.Attempt attemptStarted(AttemptStart start) {
        ObservedAttempt attempt = new ObservedAttempt(recorder, lastStep, start, telemetry.attemptStarted(start));
        lastStep = attempt;
        return attempt;
    }

    @Override
    public CallTelemetry.Wait waitStarted(WaitKind kind) {
        ObservedWait wait = new ObservedWait(recorder, lastStep, kind, telemetry.waitStarted(kind));
        lastStep = wait;
        return wait;
    }

    @Override
    public void retryDecided(String reason, boolean again) {
        lastStep = new ObservedDecision(lastStep, recorder.nanoTime(), reason, again);
        telemetry.retryDecided(reason, again);
    }

    @Override
    public void ended(CallEnd end) {
        String traceId = telemetry.traceId();
        telemetry.ended(end);
        if (recorder.keeps(end, traceId)) {
            recorder.keep(toEnded(end, traceId));
        }
    }

    private EndedCall toEnded(CallEnd end, String traceId) {
        UpstreamResponse answer = call.upstreamResponse();
        return new EndedCall(
                new EndedCall.Times(call.request().timestamp(), begunAt, begun, resolved, recorder.nanoTime()),
                call.caller(),
                call.request().method().name(),
                call.target(),
                call.callerHeaders(),
                answer == null ? EmptyHttpHeaders.INSTANCE : answer.headers(),
                firstPlan,
                firstPlan == null ? null : call.plan(),
                call.boundHost(),
                end,
                call.failure(),
                call.excerpt(),
                traceId,
                lastStep);
    }
}
