// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.upstream.PoolLoad;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Connections to providers, by host for the busiest of them, when the registry is scraped. */
final class PoolMeters {

    private static final int BUSIEST = 20;
    private static final Comparator<Map.Entry<String, PoolLoad>> BUSIEST_FIRST =
            Map.Entry.<String, PoolLoad>comparingByValue(Comparator.comparingInt(PoolLoad::used))
                    .reversed();

    private final Supplier<Map<String, PoolLoad>> pools;
    private final Predicate<String> nameable;
    private final MultiGauge connections;
    private final MultiGauge pending;
    private volatile Map<String, PoolLoad> busiest = Map.of();

    private PoolMeters(MeterRegistry registry, Supplier<Map<String, PoolLoad>> pools, Predicate<String> nameable) {
        this.pools = pools;
        this.nameable = nameable;
        this.connections = rows(registry, MeterCatalog.UPSTREAM_CONNECTIONS);
        this.pending = rows(registry, MeterCatalog.UPSTREAM_PENDING);
    }

    /**
     * @param pools by host
     * @param nameable whether a host may be named: it holds no secret
     */
    static void bind(MeterRegistry registry, Supplier<Map<String, PoolLoad>> pools, Predicate<String> nameable) {
        PoolMeters meters = new PoolMeters(registry, pools, nameable);
        // Micrometer does not tell when it is scraped, so the rows are renewed whenever the number of hosts is read.
        Gauge.builder(MeterCatalog.UPSTREAM_HOSTS.meterName(), meters::renew)
                .description(MeterCatalog.UPSTREAM_HOSTS.description())
                .register(registry);
    }

    private int renew() {
        Map<String, PoolLoad> all = pools.get();
        busiest = busiest(all);
        List<MultiGauge.Row<?>> open = new ArrayList<>();
        List<MultiGauge.Row<?>> waiting = new ArrayList<>();
        for (String host : busiest.keySet()) {
            open.add(row(Tags.of("host", host, "state", "active"), host, PoolLoad::active));
            open.add(row(Tags.of("host", host, "state", "idle"), host, PoolLoad::idle));
            waiting.add(row(Tags.of("host", host), host, PoolLoad::pending));
        }
        connections.register(open);
        pending.register(waiting);
        return all.size();
    }

    /** A row stays as it is while its host does, since one that is replaced is missing from the scrape that replaces it. */
    private MultiGauge.Row<?> row(Tags tags, String host, ToIntFunction<PoolLoad> number) {
        return MultiGauge.Row.of(tags, () -> number.applyAsInt(busiest.getOrDefault(host, PoolLoad.NONE)));
    }

    /** The rest is one, so that sums are right. */
    private Map<String, PoolLoad> busiest(Map<String, PoolLoad> all) {
        Map<String, PoolLoad> loads = new LinkedHashMap<>();
        all.entrySet().stream().sorted(BUSIEST_FIRST).forEach(pool -> {
            boolean named = loads.size() < BUSIEST && nameable.test(pool.getKey());
            loads.merge(named ? pool.getKey() : BoundedLabel.OTHER, pool.getValue(), PoolLoad::plus);
        });
        return loads;
    }

    private static MultiGauge rows(MeterRegistry registry, MeterCatalog meter) {
        return MultiGauge.builder(meter.meterName())
                .description(meter.description())
                .register(registry);
    }
}
