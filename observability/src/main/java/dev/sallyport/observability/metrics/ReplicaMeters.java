// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Meters of what carries the calls: caches, commands to Redis, event loops, and the release that runs. Sources answer at once,
 * from any thread, and are held as long as the registry.
 */
public final class ReplicaMeters {

    /** A warm call asks Redis nothing, so the finest that matters is what a cold one adds. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    /** More than the gateway has use for. */
    private static final int COMMANDS = 60;

    private final MeterRegistry registry;
    private final BoundedLabel commands = new BoundedLabel(COMMANDS);
    private final Map<String, Timer> ofCommands = new ConcurrentHashMap<>();

    public ReplicaMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param version of the gateway */
    public void build(String version) {
        Gauge.builder(MeterCatalog.BUILD.meterName(), () -> 1)
                .description(MeterCatalog.BUILD.description())
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
    }

    /**
     * A cache of what is in the store.
     *
     * @param hits lookups that touched memory only, since the start
     * @param misses all other lookups
     * @param stale of the misses, those answered with what was known because the store was away
     */
    public void cache(String name, LongSupplier hits, LongSupplier misses, LongSupplier stale, LongSupplier entries) {
        counter(MeterCatalog.CACHE_LOOKUPS, Tags.of("cache", name, "result", "hit"), hits);
        counter(MeterCatalog.CACHE_LOOKUPS, Tags.of("cache", name, "result", "miss"), misses);
        counter(MeterCatalog.CACHE_STALE, Tags.of("cache", name), stale);
        Gauge.builder(MeterCatalog.CACHE_ENTRIES.meterName(), entries::getAsLong)
                .description(MeterCatalog.CACHE_ENTRIES.description())
                .tag("cache", name)
                .register(registry);
    }

    /** A command was answered. */
    public void redisAnswered(String command, long nanos) {
        String name = commands.of(command);
        Timer timer = ofCommands.get(name);
        if (timer == null) {
            timer = ofCommands.computeIfAbsent(name, this::commandTimer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Where the watch over event loops tells how late they were. */
    public Timer eventLoopLag() {
        return timer(MeterCatalog.EVENT_LOOP_LAG).register(registry);
    }

    private Timer commandTimer(String command) {
        return timer(MeterCatalog.REDIS_COMMANDS).tag("command", command).register(registry);
    }

    private static Timer.Builder timer(MeterCatalog meter) {
        return Timer.builder(meter.meterName()).description(meter.description()).serviceLevelObjectives(BUCKETS);
    }

    private void counter(MeterCatalog meter, Tags tags, LongSupplier count) {
        FunctionCounter.builder(meter.meterName(), count, _ -> count.getAsLong())
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }
}
