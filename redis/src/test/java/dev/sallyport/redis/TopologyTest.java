// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import static dev.sallyport.redis.Samples.connection;
import static dev.sallyport.redis.Samples.integration;
import static dev.sallyport.redis.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.embedded.TestCluster;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The same stores on a cluster and behind sentinels, each of real servers. */
class TopologyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<TestServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    @Test
    void aClusterServesEveryEnvironmentAndTellsEveryReplica() {
        try (TestCluster cluster = TestCluster.start(3, 0);
                RedisStores here = TestStores.open(cluster.uri());
                RedisStores there = TestStores.open(cluster.uri())) {
            List<ConnectionKey> keys = Flux.range(0, 20)
                    .map(i -> new ConnectionKey("env" + i, "git:hub", "c{" + i + "}"))
                    .collectList()
                    .block(PATIENCE);
            for (ConnectionKey key : keys) {
                here.connections().save(connection(key, "old")).block(PATIENCE);
                assertThat(secret(there, key)).isEqualTo("old");
                here.connections().save(connection(key, "new")).block(PATIENCE);
            }
            for (ConnectionKey key : keys) {
                await().atMost(Duration.ofSeconds(1)).until(() -> "new".equals(secret(there, key)));
                assertThat(there.connections()
                                .count(key.environment(), "git:hub")
                                .block(PATIENCE))
                        .isEqualTo(1);
            }
            here.integrations().create(integration("i", "s")).block(PATIENCE);
            here.apiKeys().create(Samples.apiKey("k"), KeyHash.of("k")).block(PATIENCE);

            assertThat(there.integrations().list("dev").collectList().block(PATIENCE))
                    .hasSize(1);
            assertThat(there.apiKeys().list("dev").collectList().block(PATIENCE))
                    .hasSize(1);
            assertThat(here.reseal().block(PATIENCE).current()).isEqualTo(21);
            assertThat(here.connections().deleteAll("env7", "git:hub").block(PATIENCE))
                    .isEqualTo(1);
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo(":0"));
        }
    }

    @Test
    void aFailoverBySentinelIsOverInSeconds() throws IOException {
        TestServer master = server();
        TestServer replica = server("--replicaof", "127.0.0.1 " + master.port());
        await().atMost(PATIENCE).until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
        SecretText uri = SecretText.of(
                "redis-sentinel://127.0.0.1:" + startSentinel(master).port() + "#main");
        try (RedisStores stores = TestStores.open(uri)) {
            // By another replica: what one has written itself is warm.
            try (RedisStores others = TestStores.open(uri)) {
                others.connections().save(connection("kept", "s")).block(PATIENCE);
            }
            await().atMost(PATIENCE).until(() -> master.ask("WAIT", "1", "100").equals(":1"));

            master.kill();

            assertThat(stores.connections().find(key("kept")).onErrorComplete().block(PATIENCE))
                    .isNull();
            await().atMost(PATIENCE)
                    .until(() -> replica.ask("INFO", "replication").contains("role:master"));
            await().atMost(Duration.ofSeconds(5)).until(stores::available);
            assertThat(secret(stores, key("kept"))).isEqualTo("s");
            stores.connections().save(connection("after", "s")).block(PATIENCE);
        }
    }

    private static String secret(RedisStores stores, ConnectionKey key) {
        return stores.connections().find(key).map(Samples::secretOf).block(PATIENCE);
    }

    private TestServer startSentinel(TestServer master) throws IOException {
        Path config = Files.createTempFile("sentinel", ".conf");
        Files.writeString(
                config,
                "sentinel monitor main 127.0.0.1 " + master.port() + " 1\n"
                        + "sentinel down-after-milliseconds main 500\n"
                        + "sentinel failover-timeout main 2000\n");
        TestServer sentinel = TestServer.startSentinel(config);
        servers.add(sentinel);
        await().atMost(PATIENCE).until(() -> sentinel.ask("INFO", "sentinel").contains("slaves=1"));
        return sentinel;
    }

    private TestServer server(String... arguments) {
        TestServer server = TestServer.start(arguments);
        servers.add(server);
        return server;
    }
}
