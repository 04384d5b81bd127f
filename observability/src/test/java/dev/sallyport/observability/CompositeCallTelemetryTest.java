// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompositeCallTelemetryTest {

    private final List<String> seen = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void bothHearEverythingInOrder() {
        report(new Recording("a", ""), new Recording("b", "id-b"));

        assertThat(seen)
                .containsExactly(
                        "a started",
                        "b started",
                        "a resolved",
                        "b resolved",
                        "a wait QUOTA",
                        "b wait QUOTA",
                        "a wait ended deadline",
                        "b wait ended deadline",
                        "a attempt",
                        "b attempt",
                        "a propagate",
                        "b propagate",
                        "a connected",
                        "b connected",
                        "a attempt ended",
                        "b attempt ended",
                        "a throttled false",
                        "b throttled false",
                        "a ended",
                        "b ended");
        assertThat(failures).hasValue(0);
    }

    @Test
    void theTraceIdIsTheFirstThatIsKnown() {
        assertThat(traceId(new Recording("a", ""), new Recording("b", "id-b"))).isEqualTo("id-b");
        assertThat(traceId(new Recording("a", "id-a"), new Recording("b", "id-b")))
                .isEqualTo("id-a");
        assertThat(traceId(CallTelemetry.NOOP, CallTelemetry.NOOP)).isEmpty();
    }

    @Test
    void anAdapterThatFailsAtTheStartIsCountedAndTheOtherGoesOn() {
        report(
                (start, headers) -> {
                    throw new IllegalStateException("bug");
                },
                new Recording("b", ""));

        assertThat(failures).hasValue(1);
        assertThat(seen)
                .containsExactly(
                        "b started",
                        "b resolved",
                        "b wait QUOTA",
                        "b wait ended deadline",
                        "b attempt",
                        "b propagate",
                        "b connected",
                        "b attempt ended",
                        "b throttled false",
                        "b ended");
    }

    @Test
    void anAdapterThatFailsLaterIsCountedEachTime() {
        report(new Recording("a", ""), (start, headers) -> new Failing());

        assertThat(failures).hasValue(5);
        assertThat(seen).startsWith("a started", "a resolved").endsWith("a throttled false", "a ended");
    }

    private void report(CallTelemetry first, CallTelemetry second) {
        CallTelemetry.Call call = new CompositeCallTelemetry(first, second, failures::incrementAndGet)
                .started(new CallStart("GET", "/proxy/x", "dev", "k"), name -> null);
        call.resolved("i", "p");
        call.waitStarted(WaitKind.QUOTA).ended("deadline");
        CallTelemetry.Attempt attempt =
                call.attemptStarted(new AttemptStart(1, "GET", "https", "h", 443, "/x", "i", "p"));
        attempt.propagate((name, value) -> {});
        attempt.connected();
        attempt.ended(new AttemptEnd(429, null));
        call.retryDecided("throttled", false);
        call.ended(new CallEnd("i", "c", "p", 200, null, Outcome.COMPLETED, 1, Duration.ZERO, 0, 0));
    }

    private String traceId(CallTelemetry first, CallTelemetry second) {
        return new CompositeCallTelemetry(first, second, failures::incrementAndGet)
                .started(new CallStart("GET", "/proxy/x", "dev", "k"), name -> null)
                .traceId();
    }

    private final class Recording implements CallTelemetry, CallTelemetry.Call, CallTelemetry.Attempt {

        private final String name;
        private final String traceId;

        private Recording(String name, String traceId) {
            this.name = name;
            this.traceId = traceId;
        }

        @Override
        public Call started(CallStart start, UnaryOperator<@Nullable String> callerHeaders) {
            seen.add(name + " started");
            return this;
        }

        @Override
        public String traceId() {
            return traceId;
        }

        @Override
        public String traceParent() {
            return traceId;
        }

        @Override
        public void resolved(String integration, String provider) {
            seen.add(name + " resolved");
        }

        @Override
        public Attempt attemptStarted(AttemptStart start) {
            seen.add(name + " attempt");
            return this;
        }

        @Override
        public Wait waitStarted(WaitKind kind) {
            seen.add(name + " wait " + kind);
            return result -> seen.add(name + " wait ended " + result);
        }

        @Override
        public void retryDecided(String reason, boolean again) {
            seen.add(name + " " + reason + " " + again);
        }

        @Override
        public void ended(CallEnd end) {
            seen.add(name + " ended");
        }

        @Override
        public void propagate(HeaderSetter headers) {
            seen.add(name + " propagate");
        }

        @Override
        public void connected() {
            seen.add(name + " connected");
        }

        @Override
        public void ended(AttemptEnd end) {
            seen.add(name + " attempt ended");
        }
    }

    private static final class Failing implements CallTelemetry.Call {

        @Override
        public String traceId() {
            return "";
        }

        @Override
        public String traceParent() {
            throw new IllegalStateException("bug");
        }

        @Override
        public void resolved(String integration, String provider) {
            throw new IllegalStateException("bug");
        }

        @Override
        public CallTelemetry.Attempt attemptStarted(AttemptStart start) {
            throw new IllegalStateException("bug");
        }

        @Override
        public CallTelemetry.Wait waitStarted(WaitKind kind) {
            throw new IllegalStateException("bug");
        }

        @Override
        public void retryDecided(String reason, boolean again) {
            throw new IllegalStateException("bug");
        }

        @Override
        public void ended(CallEnd end) {
            throw new IllegalStateException("bug");
        }
    }
}
