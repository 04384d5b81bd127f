// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.upstream.PoolLoad;
import dev.sallyport.observability.tracing.RequestMethod;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Counts and times calls and attempts. Labels are few: no connection, no path, hosts up to a number. */
public final class MeterCallTelemetry implements CallTelemetry {

    private final MeterRegistry registry;
    private final CallMeters meters;

    public MeterCallTelemetry(MeterRegistry registry) {
        this.registry = registry;
        this.meters = new CallMeters(registry);
    }

    /** Connections to providers, by host where attempts are. */
    public void pools(Supplier<Map<String, PoolLoad>> byHost) {
        PoolMeters.bind(registry, byHost, meters::names);
    }

    @Override
    public Call started(CallStart start, UnaryOperator<@Nullable String> callerHeaders) {
        meters.callStarted();
        return new MeteredCall(meters, start.environment(), RequestMethod.of(start.method()), meters.now());
    }

    private static final class MeteredCall implements Call {

        private final CallMeters meters;
        private final String environment;
        private final RequestMethod method;
        private final long startedAt;
        private @Nullable String provider;

        private MeteredCall(CallMeters meters, String environment, RequestMethod method, long startedAt) {
            this.meters = meters;
            this.environment = environment;
            this.method = method;
            this.startedAt = startedAt;
        }

        @Override
        public String traceId() {
            return "";
        }

        @Override
        public String traceParent() {
            return "";
        }

        @Override
        public void resolved(String integration, String provider) {
            this.provider = provider;
        }

        @Override
        public Attempt attemptStarted(AttemptStart start) {
            return new MeteredAttempt(meters, start, RequestMethod.of(start.method()), meters.now());
        }

        @Override
        public Wait waitStarted(WaitKind kind) {
            long from = meters.now();
            return _ -> meters.waited(provider, kind, from);
        }

        @Override
        public void retryDecided(String reason, boolean again) {
            meters.retryDecided(provider, reason, again);
        }

        @Override
        public void ended(CallEnd end) {
            meters.callEnded(environment, method, startedAt, end);
        }
    }

    private record MeteredAttempt(CallMeters meters, AttemptStart start, RequestMethod method, long startedAt)
            implements Attempt {

        @Override
        public void propagate(HeaderSetter headers) {}

        @Override
        public void connected() {}

        @Override
        public void ended(AttemptEnd end) {
            meters.attemptEnded(start, method, startedAt, end);
        }
    }
}
