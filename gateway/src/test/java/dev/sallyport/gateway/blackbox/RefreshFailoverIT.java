// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.RotatingProvider.credentials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scenario 34: sentinels replace the primary while a token request is in the air. Its provider takes each refresh token once. */
class RefreshFailoverIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String CLIENT =
            ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"secret\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final List<TestServer> servers = new ArrayList<>();
    private final List<Gateway> gateways = new ArrayList<>();
    private TestServer primary;
    private TestServer replica;

    @BeforeEach
    void start() throws IOException {
        primary = kept(TestServer.start());
        replica = kept(TestServer.start("--replicaof", "127.0.0.1 " + primary.port()));
        await().atMost(PATIENCE).until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
        String sentinels = startSentinels();
        for (int i = 0; i < 2; i++) {
            gateways.add(launch("redis-sentinel://" + sentinels + "#main"));
        }
        gateways.forEach(Gateway::awaitReady);
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        gateways.forEach(Gateway::close);
        servers.forEach(TestServer::close);
        gateways.forEach(gateway ->
                assertThat(gateway.log()).doesNotContain("internal_error", "by a fault of ours", ".r0", ".r1", ".a1"));
    }

    /** The grant is answered while there is no primary at all. */
    @Test
    void aPrimaryThatDiesWithinARefreshCostsNoGrantAndNoSecondUse() throws Exception {
        RotatingProvider provider = RotatingProvider.strict();
        provider.next((request, wire) -> {
            asked.countDown();
            mayAnswer.await();
            provider.grant(request, wire);
        });
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            gateways.getFirst().integrate("bb-rotating", "i", "{}", CLIENT);
            Route route = gateways.getFirst()
                    .connect(
                            "i",
                            "g",
                            credentials("g", Instant.now().minusSeconds(60)),
                            "{\"port\":\"" + upstream.port() + "\"}");
            Route other = new Route(gateways.getLast().port(), route.key(), "i", "g");
            CompletableFuture<RawResponse> refreshing = CompletableFuture.supplyAsync(() -> get(route));
            assertThat(asked.await(20, TimeUnit.SECONDS)).as("token request").isTrue();
            CompletableFuture<RawResponse> waiting = CompletableFuture.supplyAsync(() -> get(other));
            // The lease too: what is not copied yet is lost with the primary.
            await().atMost(PATIENCE)
                    .until(() -> replica.ask("EXISTS", "sallyport:{dev}:refresh-lease:i:g")
                            .equals(":1"));

            primary.kill();
            mayAnswer.countDown();

            assertThat(refreshing.get(60, TimeUnit.SECONDS).text()).isEqualTo("g.a1 ");
            assertThat(waiting.get(60, TimeUnit.SECONDS).text()).containsAnyOf("g.a1 ", "store_unavailable");
            await().atMost(PATIENCE).until(() -> get(other).text().equals("g.a1 "));
            assertThat(provider.tokenRequests()).isOne();
            assertThat(replica.ask("INFO", "replication")).contains("role:master");
            assertThat(replica.ask("HGET", "sallyport:{dev}:connection:i:g", "generation"))
                    .isEqualTo("2");
            await().atMost(PATIENCE)
                    .until(() -> replica.ask("EXISTS", "sallyport:{dev}:refresh-journal:i:g")
                            .equals(":0"));
            assertThat(gateways.getLast()
                            .control("GET", "/connections/g?provider_config_key=i&force_refresh=true", "")
                            .text())
                    .contains("\"g.a2\"");
            assertThat(provider.tokenRequests()).isEqualTo(2);
            assertThat(provider.isRevoked("g")).isFalse();
        }
    }

    private String startSentinels() throws IOException {
        List<TestServer> sentinels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path config = Files.createTempFile("sentinel", ".conf");
            Files.writeString(
                    config,
                    "sentinel monitor main 127.0.0.1 " + primary.port() + " 2\n"
                            + "sentinel down-after-milliseconds main 1000\n"
                            + "sentinel failover-timeout main 5000\n");
            sentinels.add(kept(TestServer.startSentinel(config)));
        }
        await().atMost(PATIENCE)
                .until(() -> sentinels.stream()
                        .allMatch(sentinel -> sentinel.ask("INFO", "sentinel").contains("slaves=1,sentinels=3")));
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(","));
    }

    private TestServer kept(TestServer server) {
        servers.add(server);
        return server;
    }

    private static RawResponse get(Route route) {
        try (var client = route.open().timeout(PATIENCE)) {
            return client.send(route.head("GET", "/")).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Gateway launch(String redisUri) throws IOException {
        return Gateway.with()
                .jvm("-Xmx256m")
                .env("SALLYPORT_REDIS_URI", redisUri)
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "1s") // a busy machine is not what this test is about
                .launch();
    }
}
