// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts and times refreshes, and counts connections that break and recover. Far rarer than calls, so nothing is kept. */
public final class MeterRefreshObserver implements RefreshObserver {

    private static final int PROVIDERS = 1000;

    /** More than providers have error codes for a refused grant. */
    private static final int REASONS = 40;

    private final MeterRegistry registry;
    private final LongAdder active = new LongAdder();
    private final BoundedLabel providers = new BoundedLabel(PROVIDERS);
    private final BoundedLabel reasons = new BoundedLabel(REASONS);

    public MeterRefreshObserver(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(MeterCatalog.REFRESHES_ACTIVE.meterName(), active, LongAdder::sum)
                .description(MeterCatalog.REFRESHES_ACTIVE.description())
                .register(registry);
    }

    @Override
    public Watch started(ConnectionKey key, String provider, String traceParent) {
        long from = registry.config().clock().monotonicTime();
        active.increment();
        return outcome -> {
            active.decrement();
            Timer.builder(MeterCatalog.REFRESHES.meterName())
                    .description(MeterCatalog.REFRESHES.description())
                    .tags("provider", providers.of(provider), "outcome", outcome)
                    .register(registry)
                    .record(registry.config().clock().monotonicTime() - from, TimeUnit.NANOSECONDS);
        };
    }

    @Override
    public void broken(ConnectionKey key, String provider, String reason, Instant since) {
        count(
                MeterCatalog.CONNECTIONS_BROKEN,
                Tags.of("provider", providers.of(provider), "reason", reasons.of(reason)));
    }

    @Override
    public void recovered(ConnectionKey key, String provider) {
        count(MeterCatalog.CONNECTIONS_RECOVERED, Tags.of("provider", providers.of(provider)));
    }

    private void count(MeterCatalog meter, Tags tags) {
        Counter.builder(meter.meterName())
                .description(meter.description())
                .tags(tags)
                .register(registry)
                .increment();
    }
}
