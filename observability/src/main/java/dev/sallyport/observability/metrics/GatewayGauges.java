// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Meters of what the request path keeps in memory. They are read when the registry is scraped and cost calls nothing. Sources
 * answer at once, from any thread, and are held as long as the registry. Each method is called once.
 */
public final class GatewayGauges {

    private static final int HOSTS = 200;
    private static final int ENVIRONMENTS = 50;

    private final MeterRegistry registry;

    public GatewayGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param buckets known to this replica
     * @param waiting calls of this replica
     * @param blocked buckets whose provider may not be called now
     * @param local whether the shared ledger is away
     * @param decisions calls that did not pass at once since the start, by what became of them
     */
    public void quota(
            LongSupplier buckets,
            LongSupplier waiting,
            LongSupplier blocked,
            BooleanSupplier local,
            Map<String, LongSupplier> decisions) {
        gauge(MeterCatalog.QUOTA_BUCKETS, buckets);
        gauge(MeterCatalog.QUOTA_WAITING, waiting);
        gauge(MeterCatalog.QUOTA_BLOCKED, blocked);
        gauge(MeterCatalog.QUOTA_LOCAL, () -> local.getAsBoolean() ? 1 : 0);
        decisions.forEach(
                (outcome, count) -> counter(MeterCatalog.QUOTA_DECISIONS, Tags.of("outcome", outcome), count));
    }

    /**
     * @param tripped state by host of the breakers that are not closed; a host with a secret in it goes by another name
     * @param opened how often a breaker has opened since the start
     * @param refused attempts refused since the start
     */
    public void breakers(
            Supplier<? extends Map<String, ? extends Enum<?>>> tripped, LongSupplier opened, LongSupplier refused) {
        MultiGauge states = MultiGauge.builder(MeterCatalog.BREAKER_STATE.meterName())
                .description(MeterCatalog.BREAKER_STATE.description())
                .register(registry);
        // Micrometer does not tell when it is scraped, so the rows are renewed whenever their number is read.
        gauge(MeterCatalog.BREAKERS_TRIPPED, () -> {
            Map<String, ? extends Enum<?>> now = tripped.get();
            states.register(rows(now));
            return now.size();
        });
        counter(MeterCatalog.BREAKER_OPENED, Tags.empty(), opened);
        counter(MeterCatalog.BREAKER_REFUSED, Tags.empty(), refused);
    }

    /**
     * @param active calls in flight
     * @param limit of them
     * @param refused calls refused since the start, by a word for what was full
     */
    public void overload(LongSupplier active, LongSupplier limit, Map<String, LongSupplier> refused) {
        gauge(MeterCatalog.OVERLOAD_ACTIVE, active);
        gauge(MeterCatalog.OVERLOAD_LIMIT, limit);
        refused.forEach((reason, count) -> counter(MeterCatalog.OVERLOAD_REFUSED, Tags.of("reason", reason), count));
    }

    /** @param bytes of request bodies held now */
    public void replayMemory(LongSupplier bytes) {
        Gauge.builder(MeterCatalog.REPLAY_BYTES.meterName(), bytes::getAsLong)
                .description(MeterCatalog.REPLAY_BYTES.description())
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * @param ends deliveries of events that are done since the start, by what became of them
     * @param repeated attempts that were to be repeated
     */
    public void events(Map<String, LongSupplier> ends, LongSupplier repeated) {
        ends.forEach((outcome, count) -> counter(MeterCatalog.EVENT_DELIVERIES, Tags.of("outcome", outcome), count));
        counter(MeterCatalog.EVENT_RETRIES, Tags.empty(), repeated);
    }

    /**
     * @param records of calls that the store has taken since the start
     * @param losses records that were dropped, by a word for why
     * @param buffered calls whose records are still to be made
     */
    public void activity(LongSupplier records, Map<String, LongSupplier> losses, LongSupplier buffered) {
        counter(MeterCatalog.ACTIVITY_RECORDS, Tags.empty(), records);
        losses.forEach((reason, count) -> counter(MeterCatalog.ACTIVITY_DROPPED, Tags.of("reason", reason), count));
        gauge(MeterCatalog.ACTIVITY_BUFFERED, buffered);
    }

    /**
     * How many connections are broken, by environment.
     *
     * @return takes the newest counts, in place of those before
     */
    public Consumer<Map<String, Long>> brokenConnections() {
        MultiGauge broken = MultiGauge.builder(MeterCatalog.CONNECTIONS_BROKEN_NOW.meterName())
                .description(MeterCatalog.CONNECTIONS_BROKEN_NOW.description())
                .register(registry);
        BoundedLabel environments = new BoundedLabel(ENVIRONMENTS);
        return counts -> {
            Map<String, Long> byLabel = new TreeMap<>();
            counts.forEach((environment, count) -> byLabel.merge(environments.of(environment), count, Long::sum));
            broken.register(
                    byLabel.entrySet().stream()
                            .<MultiGauge.Row<?>>map(entry ->
                                    MultiGauge.Row.of(Tags.of("environment", entry.getKey()), entry.getValue()))
                            .toList(),
                    true);
        };
    }

    /** In order of their names, so that the same ones are left out each time. */
    private static List<MultiGauge.Row<?>> rows(Map<String, ? extends Enum<?>> tripped) {
        return tripped.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(HOSTS)
                .<MultiGauge.Row<?>>map(breaker -> MultiGauge.Row.of(tags(breaker.getKey(), breaker.getValue()), 1))
                .toList();
    }

    private static Tags tags(String host, Enum<?> state) {
        return Tags.of("host", host, "state", state.name().toLowerCase(Locale.ROOT));
    }

    private void gauge(MeterCatalog meter, LongSupplier value) {
        Gauge.builder(meter.meterName(), value::getAsLong)
                .description(meter.description())
                .register(registry);
    }

    /** The registry holds the function but not its object, so the function holds the source. */
    private void counter(MeterCatalog meter, Tags tags, LongSupplier count) {
        FunctionCounter.builder(meter.meterName(), count, _ -> count.getAsLong())
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }
}
