// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplicaMetersTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ReplicaMeters meters = new ReplicaMeters(registry);

    @Test
    void lookupsOfACacheAreCountedByWhatCameOfThem() {
        AtomicLong hits = new AtomicLong(7);
        meters.cache("connection", hits::get, () -> 3, () -> 1, () -> 5);
        hits.incrementAndGet();

        assertThat(registry.scrape())
                .contains("sallyport_cache_lookups_total{cache=\"connection\",result=\"hit\"} 8.0")
                .contains("sallyport_cache_lookups_total{cache=\"connection\",result=\"miss\"} 3.0")
                .contains("sallyport_cache_stale_total{cache=\"connection\"} 1.0")
                .contains("sallyport_cache_entries{cache=\"connection\"} 5.0");
    }

    @Test
    void commandsAreTimedByTheirName() {
        meters.redisAnswered("EVALSHA", Duration.ofMillis(3).toNanos());
        meters.redisAnswered("EVALSHA", Duration.ofMillis(30).toNanos());

        assertThat(registry.scrape())
                .contains("sallyport_redis_commands_seconds_bucket{command=\"EVALSHA\",le=\"0.005\"} 1")
                .contains("sallyport_redis_commands_seconds_count{command=\"EVALSHA\"} 2");
    }

    @Test
    void theReleaseIsTold() {
        meters.build("1.2.3");

        assertThat(registry.scrape()).containsPattern("sallyport_build\\{java=\"[^\"]+\",version=\"1.2.3\"} 1.0");
    }
}
