// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a scrape tells of the gateway, as Prometheus asks for it. */
class MetersIT {

    @Test
    void aScrapeTellsWhatCarriesTheCallsAndLeadsFromTheirTimesToTheirTraces() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"));
                Gateway gateway = Gateway.with()
                        // Nobody listens; spans are recorded nevertheless.
                        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + Gateway.freePort())
                        .start()) {
            gateway.integrate("bb-header", "i", "{}", "");
            Route route = gateway.connect("i", "c1", API_KEY, "{\"port\":\"" + upstream.port() + "\"}");
            RawResponse answer = route.get("/");
            route.get("/");
            String traceId = answer.header("sallyport-trace-id").orElseThrow();

            Awaitility.await("all meters")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(scrape(gateway))
                            .containsPattern("sallyport_calls_seconds_bucket\\{.*# \\{.*trace_id=\"" + traceId)
                            .containsPattern(
                                    "sallyport_host_attempts_seconds_count\\{host=\"127.0.0.1\",status=\"2xx\"} 2")
                            .containsPattern(
                                    "sallyport_cache_lookups_total\\{cache=\"connection\",result=\"hit\"} [1-9]")
                            .containsPattern(
                                    "sallyport_cache_lookups_total\\{cache=\"integration\",result=\"miss\"} [1-9]")
                            .contains("sallyport_cache_entries{cache=\"connection\"} 1.0")
                            .containsPattern(
                                    "sallyport_upstream_connections\\{host=\"127.0.0.1\",state=\"idle\"} [1-9]")
                            .contains("sallyport_upstream_pending{host=\"127.0.0.1\"} 0.0")
                            .containsPattern("sallyport_redis_commands_seconds_count\\{command=\"HGETALL\"} [1-9]")
                            .containsPattern("sallyport_eventloop_lag_seconds_count [1-9]")
                            .containsPattern("sallyport_build\\{java=\"25[^\"]*\",version=\"0[^\"]*\"} 1.0"));
        }
    }

    private static String scrape(Gateway gateway) throws IOException {
        try (RawClient client = RawClient.connect(gateway.managementPort())) {
            client.sendHead(
                    "GET /actuator/prometheus HTTP/1.1",
                    "Host: localhost",
                    "Accept: application/openmetrics-text;version=1.0.0",
                    "Connection: close");
            return client.read().text();
        }
    }
}
