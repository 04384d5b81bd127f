// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Attempts by the host they were sent to. Fewer buckets than others have, since there are more hosts than providers. */
final class HostAttempts {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10)
    };

    private static final int HOSTS = 100;

    private final MeterRegistry registry;
    private final BoundedLabel names = new BoundedLabel(HOSTS);
    private final Map<String, AtomicReferenceArray<Timer>> timers = new ConcurrentHashMap<>();

    HostAttempts(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param host empty where it may hold a secret */
    void ended(String host, int status, long nanos) {
        AtomicReferenceArray<Timer> known = timers.get(host);
        String name = known != null ? host : host.isEmpty() ? BoundedLabel.HIDDEN : names.of(host);
        AtomicReferenceArray<Timer> byStatus = known != null
                ? known
                : timers.computeIfAbsent(name, missing -> new AtomicReferenceArray<>(StatusLabel.COUNT));
        int index = StatusLabel.indexOf(status);
        Timer timer = byStatus.get(index);
        if (timer == null) {
            // The registry gives the same one to everybody who asks at once.
            timer = register(name, StatusLabel.of(status));
            byStatus.set(index, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether attempts to this host are told apart from others; such a name holds no secret. */
    boolean names(String host) {
        return timers.containsKey(host);
    }

    private Timer register(String host, String status) {
        return Timer.builder(MeterCatalog.HOST_ATTEMPTS.meterName())
                .description(MeterCatalog.HOST_ATTEMPTS.description())
                .serviceLevelObjectives(BUCKETS)
                .tags("host", host, "status", status)
                .register(registry);
    }
}
