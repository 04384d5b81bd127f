// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatewayGaugesTest {

    private enum State {
        OPEN,
        HALF_OPEN
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GatewayGauges gauges = new GatewayGauges(registry);

    @Test
    void aGaugeIsReadAtEachScrape() {
        AtomicLong waiting = new AtomicLong(3);
        AtomicBoolean local = new AtomicBoolean();
        gauges.quota(() -> 7, waiting::get, () -> 1, local::get, Map.of());
        assertThat(scrape())
                .contains("sallyport_quota_buckets 7.0", "sallyport_quota_waiting 3.0")
                .contains("sallyport_quota_blocked 1.0", "sallyport_quota_local 0.0");

        waiting.set(0);
        local.set(true);

        assertThat(scrape()).contains("sallyport_quota_waiting 0.0", "sallyport_quota_local 1.0");
    }

    @Test
    void aBreakerHasASeriesOnlyWhileItIsNotClosed() {
        Map<String, State> tripped = new ConcurrentHashMap<>();
        gauges.breakers(() -> tripped, () -> 0, () -> 0);
        assertThat(settled()).doesNotContain("sallyport_breaker_state{").contains("sallyport_breakers_tripped 0.0");

        tripped.put("api.example.com", State.OPEN);
        assertThat(settled())
                .contains("sallyport_breaker_state{host=\"api.example.com\",state=\"open\"} 1.0")
                .contains("sallyport_breakers_tripped 1.0");

        tripped.put("api.example.com", State.HALF_OPEN);
        assertThat(settled())
                .contains("sallyport_breaker_state{host=\"api.example.com\",state=\"half_open\"} 1.0")
                .doesNotContain("state=\"open\"");

        tripped.clear();
        assertThat(settled()).doesNotContain("sallyport_breaker_state{");
    }

    @Test
    void whenEveryHostFailsOnlySomeAreNamedButAllAreCounted() {
        Map<String, State> tripped = new LinkedHashMap<>();
        for (int host = 999; host >= 0; host--) {
            tripped.put("host-%03d".formatted(host), State.OPEN);
        }
        gauges.breakers(() -> tripped, () -> 0, () -> 0);

        assertThat(settled())
                .contains("sallyport_breakers_tripped 1000.0", "host=\"host-000\"", "host=\"host-199\"")
                .doesNotContain("host=\"host-200\"");
        assertThat(registry.find("sallyport.breaker.state").gauges()).hasSize(200);
    }

    @Test
    void countersGrowWithTheirSources() {
        AtomicLong opened = new AtomicLong(1);
        AtomicLong full = new AtomicLong(4);
        gauges.breakers(Map::<String, State>of, opened::get, () -> 7);
        gauges.quota(() -> 0, () -> 0, () -> 0, () -> false, Map.of("held", full::get));
        gauges.overload(() -> 12, () -> 5000, Map.of("replica", full::get));
        opened.set(2);
        full.set(9);
        System.gc(); // what the registry holds weakly is gone now

        assertThat(scrape())
                .contains("sallyport_breaker_opened_total 2.0", "sallyport_breaker_refused_total 7.0")
                .contains("sallyport_quota_decisions_total{outcome=\"held\"} 9.0")
                .contains("sallyport_overload_refused_total{reason=\"replica\"} 9.0")
                .contains("sallyport_overload_active 12.0", "sallyport_overload_limit 5000.0");
    }

    @Test
    void heldBodiesAreBytes() {
        gauges.replayMemory(() -> 65536);

        assertThat(scrape()).contains("sallyport_replay_bytes 65536.0");
    }

    @Test
    void deliveriesOfEventsAreCountedByTheirEnd() {
        AtomicLong delivered = new AtomicLong(2);
        gauges.events(Map.of("delivered", delivered::get, "dropped", () -> 1), () -> 5);
        delivered.set(3);

        assertThat(scrape())
                .contains("sallyport_event_deliveries_total{outcome=\"delivered\"} 3.0")
                .contains("sallyport_event_deliveries_total{outcome=\"dropped\"} 1.0")
                .contains("sallyport_event_retries_total 5.0");
    }

    @Test
    void recordsOfCallsAreCountedWithThoseThatAreLost() {
        AtomicLong records = new AtomicLong(2);
        gauges.activity(records::get, Map.of("buffer_full", () -> 7), () -> 4);
        records.set(3);

        assertThat(scrape())
                .contains("sallyport_activity_records_total 3.0")
                .contains("sallyport_activity_dropped_total{reason=\"buffer_full\"} 7.0")
                .contains("sallyport_activity_buffered 4.0");
    }

    @Test
    void brokenConnectionsAreOfTheNewestCount() {
        Consumer<Map<String, Long>> broken = gauges.brokenConnections();
        broken.accept(Map.of("dev", 2L, "gone", 1L));
        assertThat(scrape())
                .contains("sallyport_connections_broken_now{environment=\"dev\"} 2.0")
                .contains("sallyport_connections_broken_now{environment=\"gone\"} 1.0");

        broken.accept(Map.of("dev", 0L));

        assertThat(scrape())
                .contains("sallyport_connections_broken_now{environment=\"dev\"} 0.0")
                .doesNotContain("gone");
    }

    @Test
    void ofManyEnvironmentsSomeAreNamedAndAllAreCounted() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int environment = 0; environment < 1_000; environment++) {
            counts.put("environment-" + environment, 1L);
        }
        gauges.brokenConnections().accept(counts);

        assertThat(registry.find("sallyport.connections.broken.now").gauges()).hasSize(51);
        assertThat(scrape()).contains("sallyport_connections_broken_now{environment=\"other\"} 950.0");
    }

    @Test
    void everyMeterHasTheTagsOfTheCatalogue() {
        gauges.quota(() -> 0, () -> 0, () -> 0, () -> false, Map.of("held", () -> 0));
        gauges.breakers(() -> Map.of("h", State.OPEN), () -> 0, () -> 0);
        gauges.overload(() -> 0, () -> 0, Map.of("replica", () -> 0));
        gauges.replayMemory(() -> 0);
        gauges.events(Map.of("delivered", () -> 0), () -> 0);
        gauges.activity(() -> 0, Map.of("buffer_full", () -> 0), () -> 0);
        gauges.brokenConnections().accept(Map.of("dev", 0L));
        settled();

        Map<String, String> tags = registry.getMeters().stream()
                .collect(Collectors.toMap(meter -> meter.getId().getName(), GatewayGaugesTest::tags));
        assertThat(tags)
                .hasSize(19)
                .allSatisfy((name, keys) -> assertThat(catalogue(name).tags()).isEqualTo(keys));
    }

    /** A new host may miss the scrape that finds it. */
    private String settled() {
        registry.scrape();
        return registry.scrape();
    }

    private String scrape() {
        return registry.scrape();
    }

    private static String tags(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "));
    }

    private static MeterCatalog catalogue(String name) {
        return List.of(MeterCatalog.values()).stream()
                .filter(meter -> meter.meterName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }
}
