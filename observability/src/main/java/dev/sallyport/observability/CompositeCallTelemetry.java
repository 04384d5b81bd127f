// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two adapters as one. What one of them fails to take is dropped and counted; the other one and the call go on. More
 * than two nest.
 */
final class CompositeCallTelemetry implements CallTelemetry {

    private final CallTelemetry first;
    private final CallTelemetry second;
    private final Runnable onFailure;
    private final CurrentTrace trace;

    CompositeCallTelemetry(CallTelemetry first, CallTelemetry second, Runnable onFailure) {
        this(first, second, onFailure, new CurrentTrace());
    }

    /** @param trace where the second finds that of the first, while it is told of the end of a call */
    CompositeCallTelemetry(CallTelemetry first, CallTelemetry second, Runnable onFailure, CurrentTrace trace) {
        this.first = first;
        this.second = second;
        this.onFailure = onFailure;
        this.trace = trace;
    }

    @Override
    public Call started(CallStart start, UnaryOperator<@Nullable String> callerHeaders) {
        return new Both(
                get(() -> first.started(start, callerHeaders), Call.NOOP),
                get(() -> second.started(start, callerHeaders), Call.NOOP));
    }

    private <T> T get(Supplier<T> report, T otherwise) {
        try {
            return report.get();
        } catch (RuntimeException bug) {
            onFailure.run();
            return otherwise;
        }
    }

    private void run(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException bug) {
            onFailure.run();
        }
    }

    private final class Both implements Call {

        private final Call a;
        private final Call b;

        private Both(Call a, Call b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public String traceId() {
            String traceId = get(a::traceId, "");
            return traceId.isEmpty() ? get(b::traceId, "") : traceId;
        }

        @Override
        public String traceParent() {
            String traceParent = get(a::traceParent, "");
            return traceParent.isEmpty() ? get(b::traceParent, "") : traceParent;
        }

        @Override
        public void resolved(String integration, String provider) {
            run(() -> a.resolved(integration, provider));
            run(() -> b.resolved(integration, provider));
        }

        @Override
        public Attempt attemptStarted(AttemptStart start) {
            return new BothAttempts(
                    get(() -> a.attemptStarted(start), Attempt.NOOP), get(() -> b.attemptStarted(start), Attempt.NOOP));
        }

        @Override
        public Wait waitStarted(WaitKind kind) {
            Wait first = get(() -> a.waitStarted(kind), Wait.NOOP);
            Wait second = get(() -> b.waitStarted(kind), Wait.NOOP);
            return result -> {
                run(() -> first.ended(result));
                run(() -> second.ended(result));
            };
        }

        @Override
        public void retryDecided(String reason, boolean again) {
            run(() -> a.retryDecided(reason, again));
            run(() -> b.retryDecided(reason, again));
        }

        @Override
        public void ended(CallEnd end) {
            run(() -> a.ended(end));
            trace.enter(a);
            run(() -> b.ended(end));
            trace.leave();
        }
    }

    private final class BothAttempts implements Attempt {

        private final Attempt a;
        private final Attempt b;

        private BothAttempts(Attempt a, Attempt b) {
            this.a = a;
            this.b = b;
        }

        @Override
        public void propagate(HeaderSetter headers) {
            run(() -> a.propagate(headers));
            run(() -> b.propagate(headers));
        }

        @Override
        public void connected() {
            run(a::connected);
            run(b::connected);
        }

        @Override
        public void ended(AttemptEnd end) {
            run(() -> a.ended(end));
            run(() -> b.ended(end));
        }
    }
}
