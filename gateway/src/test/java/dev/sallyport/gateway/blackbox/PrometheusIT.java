// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus with the configuration of {@code observability/prometheus}, which scrapes a real gateway. */
class PrometheusIT {

    private static final Path CONFIGURATION =
            Path.of("../observability/prometheus").toAbsolutePath().normalize();

    /** How the file finds replicas in a cluster. */
    private static final String BY_DNS = """
                dns_sd_configs:
                  - names: [sallyport-replicas]
                    type: A
                    port: 8081
                    refresh_interval: 15s
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final int port = Gateway.freePort();

    @Test
    void itScrapesTheGatewayKeepsExemplarsAndEvaluatesItsRules() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"));
                Gateway gateway = Gateway.with()
                        // Nobody listens; spans are recorded nevertheless.
                        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + Gateway.freePort())
                        .start()) {
            gateway.integrate("bb-header", "i", "{}", "");
            Route route = gateway.connect("i", "c1", API_KEY, "{\"port\":\"" + upstream.port() + "\"}");
            String traceId = route.get("/").header("sallyport-trace-id").orElseThrow();
            Process prometheus = start(configuration(gateway));
            try {
                awaitAnswer("/api/v1/query?query=" + encoded("up{job=\"sallyport\"}"), "\"1\"]");
                awaitAnswer("/api/v1/query?query=" + encoded("sallyport_cache_entries"), "\"connection\"");
                awaitAnswer("/api/v1/query?query=" + encoded("sallyport:calls:rate5m"), "\"value\"");
                awaitAnswer(
                        "/api/v1/query_exemplars?query=sallyport_calls_seconds_bucket&start=0&end=32503680000",
                        traceId);
                assertThat(ask("/api/v1/rules"))
                        .contains("SallyportDown", "\"health\":\"ok\"")
                        .doesNotContain("\"health\":\"err\"");
            } finally {
                prometheus.destroy();
                assertThat(prometheus.onExit()).succeedsWithin(PATIENCE);
            }
        }
    }

    /** Ours, with another way to the replicas and less patience. */
    private Path configuration(Gateway gateway) throws IOException {
        String ours = Files.readString(CONFIGURATION.resolve("prometheus.yml"));
        assertThat(ours).contains(BY_DNS, "15s", "rules/*.yml");
        return Files.writeString(
                directory.resolve("prometheus.yml"),
                ours.replace(
                                BY_DNS,
                                "    static_configs: [{targets: [\"127.0.0.1:" + gateway.managementPort() + "\"]}]\n")
                        .replace("15s", "1s")
                        .replace("rules/*.yml", CONFIGURATION + "/rules/*.yml"));
    }

    private Process start(Path configuration) throws IOException {
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--enable-feature=exemplar-storage")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void awaitAnswer(String target, String part) {
        Awaitility.await(target)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(ask(target)).contains(part));
    }

    private String ask(String target) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead("GET " + target + " HTTP/1.1", "Host: localhost", "Connection: close");
            return client.read().text();
        }
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
