// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry.Call;
import dev.sallyport.filters.upstream.PoolLoad;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Meters that name provider hosts: only some of them, and none that may hold a secret. */
class HostMetersTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterCallTelemetry telemetry = new MeterCallTelemetry(registry);
    private final Map<String, PoolLoad> pools = new HashMap<>();

    @Test
    void anAttemptCountsForItsHostByStatus() {
        attempt("api.example.com", 200);
        attempt("api.example.com", 204);
        attempt("api.example.com", 0);

        assertThat(settled())
                .contains("sallyport_host_attempts_seconds_count{host=\"api.example.com\",status=\"2xx\"} 2")
                .contains("sallyport_host_attempts_seconds_count{host=\"api.example.com\",status=\"none\"} 1");
    }

    @Test
    void aHostThatMayHoldASecretIsNotNamed() {
        attempt("", 200);

        assertThat(settled()).contains("sallyport_host_attempts_seconds_count{host=\"(hidden)\",status=\"2xx\"} 1");
    }

    @Test
    void aFloodOfHostsIsOneSeries() {
        for (int host = 0; host < 1_000; host++) {
            attempt("host-" + host, 200);
        }

        assertThat(settled())
                .contains("sallyport_host_attempts_seconds_count{host=\"other\",status=\"2xx\"} 900")
                .contains("host=\"host-99\"")
                .doesNotContain("host=\"host-100\"");
    }

    @Test
    void connectionsAreShownByHostAndState() {
        telemetry.pools(() -> pools);
        attempt("api.example.com", 200);
        pools.put("api.example.com", new PoolLoad(3, 2, 1));

        assertThat(settled())
                .contains("sallyport_upstream_connections{host=\"api.example.com\",state=\"active\"} 3.0")
                .contains("sallyport_upstream_connections{host=\"api.example.com\",state=\"idle\"} 2.0")
                .contains("sallyport_upstream_pending{host=\"api.example.com\"} 1.0")
                .contains("sallyport_upstream_hosts 1.0");

        pools.clear();

        assertThat(settled())
                .doesNotContain("sallyport_upstream_connections{")
                .contains("sallyport_upstream_hosts 0.0");
    }

    @Test
    void onlyTheBusiestHostsAreNamedAndTheRestIsCountedTogether() {
        telemetry.pools(() -> pools);
        for (int host = 0; host < 50; host++) {
            attempt("host-" + host, 200);
            pools.put("host-" + host, new PoolLoad(host, 1, 0));
        }

        assertThat(settled())
                .contains("{host=\"host-49\",state=\"active\"} 49.0", "{host=\"host-30\",state=\"active\"} 30.0")
                .doesNotContain("{host=\"host-29\",state=")
                .contains("{host=\"other\",state=\"idle\"} 30.0", "sallyport_upstream_hosts 50.0");
    }

    @Test
    void connectionsToAHostThatNoAttemptMayNameAreNotNamed() {
        telemetry.pools(() -> pools);
        attempt("", 200);
        pools.put("secret.example.com", new PoolLoad(9, 0, 0));

        assertThat(settled())
                .doesNotContain("secret.example.com")
                .contains("sallyport_upstream_connections{host=\"other\",state=\"active\"} 9.0");
    }

    private void attempt(String host, int status) {
        Call call = telemetry.started(new CallStart("GET", "/proxy/x", "dev", "k1"), header -> null);
        call.attemptStarted(new AttemptStart(1, "GET", "https", host, 443, "/x", "i", "p"))
                .ended(new AttemptEnd(status, null));
    }

    /** Rows that a scrape renews may be of the one before. */
    private String settled() {
        registry.scrape();
        return registry.scrape();
    }
}
