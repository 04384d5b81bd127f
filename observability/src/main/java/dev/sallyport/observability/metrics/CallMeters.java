// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.observability.tracing.RequestMethod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The meters of calls, attempts, waits and retries. Each is looked up in the registry once, since that costs more than recording. */
final class CallMeters {

    /** Enough for a percentile by histogram without making a series of every millisecond. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private static final int ENVIRONMENTS = 50;
    private static final int INTEGRATIONS = 200;
    private static final int PROVIDERS = 1000;

    private final MeterRegistry registry;
    private final LongAdder active = new LongAdder();
    private final BoundedLabel environments = new BoundedLabel(ENVIRONMENTS);
    private final BoundedLabel integrations = new BoundedLabel(INTEGRATIONS);
    private final BoundedLabel providers = new BoundedLabel(PROVIDERS);
    private final Map<CallLabels, OfCall> ofCalls = new ConcurrentHashMap<>();
    private final RetryReasons reasons = new RetryReasons();
    private final Map<AttemptLabels, Timer> ofAttempts = new ConcurrentHashMap<>();
    private final HostAttempts hosts;
    private final Map<WaitLabels, Timer> ofWaits = new ConcurrentHashMap<>();
    private final Map<RetryLabels, Counter> ofRetries = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
        this.hosts = new HostAttempts(registry);
        Gauge.builder(MeterCatalog.CALLS_ACTIVE.meterName(), active, LongAdder::sum)
                .description(MeterCatalog.CALLS_ACTIVE.description())
                .register(registry);
    }

    long now() {
        return registry.config().clock().monotonicTime();
    }

    void callStarted() {
        active.increment();
    }

    void callEnded(String environment, RequestMethod method, long startedAt, CallEnd end) {
        active.decrement();
        // An integration that was not found is a name that the caller made up.
        String integration = end.provider() == null ? null : end.integration();
        CallLabels labels = new CallLabels(
                environments.of(environment),
                integrations.of(integration),
                providers.of(end.provider()),
                method,
                StatusLabel.of(end.status()),
                end.error(),
                end.outcome());
        OfCall meters = ofCalls.get(labels);
        if (meters == null) {
            meters = ofCalls.computeIfAbsent(labels, this::register);
        }
        meters.record(now() - startedAt, end);
    }

    void attemptEnded(AttemptStart start, RequestMethod method, long startedAt, AttemptEnd end) {
        AttemptLabels labels =
                new AttemptLabels(providers.of(start.provider()), method, StatusLabel.of(end.status()), end.error());
        Timer timer = ofAttempts.get(labels);
        if (timer == null) {
            timer = ofAttempts.computeIfAbsent(
                    labels,
                    missing -> timer(MeterCatalog.ATTEMPTS).tags(missing.tags()).register(registry));
        }
        long nanos = now() - startedAt;
        timer.record(nanos, TimeUnit.NANOSECONDS);
        hosts.ended(start.host(), end.status(), nanos);
    }

    boolean names(String host) {
        return hosts.names(host);
    }

    void waited(@Nullable String provider, WaitKind kind, long startedAt) {
        ofWaits.computeIfAbsent(
                        new WaitLabels(providers.of(provider), kind),
                        missing ->
                                timer(MeterCatalog.WAITS).tags(missing.tags()).register(registry))
                .record(now() - startedAt, TimeUnit.NANOSECONDS);
    }

    void retryDecided(@Nullable String provider, String reason, boolean again) {
        ofRetries
                .computeIfAbsent(new RetryLabels(providers.of(provider), reasons.of(reason), again), this::register)
                .increment();
    }

    private Counter register(RetryLabels labels) {
        return Counter.builder(MeterCatalog.RETRIES.meterName())
                .description(MeterCatalog.RETRIES.description())
                .tags(labels.tags())
                .register(registry);
    }

    private OfCall register(CallLabels labels) {
        return new OfCall(
                timer(MeterCatalog.CALLS).tags(labels.tags()).register(registry),
                size(MeterCatalog.REQUEST_SIZE, labels),
                size(MeterCatalog.RESPONSE_SIZE, labels));
    }

    private DistributionSummary size(MeterCatalog meter, CallLabels labels) {
        return DistributionSummary.builder(meter.meterName())
                .description(meter.description())
                .baseUnit("bytes")
                .tags(labels.sizeTags())
                .register(registry);
    }

    private static Timer.Builder timer(MeterCatalog meter) {
        return Timer.builder(meter.meterName()).description(meter.description()).serviceLevelObjectives(BUCKETS);
    }

    /** The meters of one series of calls. */
    private record OfCall(Timer timer, DistributionSummary requestSize, DistributionSummary responseSize) {

        void record(long nanos, CallEnd end) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            requestSize.record((double) end.requestBytes());
            responseSize.record((double) end.responseBytes());
        }
    }
}
