// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A cluster of real servers, each with a share of the slots and without replicas. */
public final class TestCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SLOTS = 16_384;

    private final List<TestServer> servers = new ArrayList<>();

    private TestCluster(int masters) {
        for (int i = 0; i < masters; i++) {
            servers.add(TestServer.startNode());
        }
        int share = SLOTS / masters + 1;
        for (int i = 0; i < masters; i++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = i * share; slot < Math.min(SLOTS, (i + 1) * share); slot++) {
                command.add("" + slot);
            }
            assertThat(servers.get(i).ask(command.toArray(String[]::new))).isEqualTo("+OK");
            servers.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            servers.get(i)
                    .ask("CLUSTER", "MEET", "127.0.0.1", "" + servers.getFirst().port());
        }
        await().atMost(PATIENCE)
                .until(() -> servers.stream()
                        .allMatch(server -> server.ask("CLUSTER", "INFO").contains("cluster_state:ok")));
    }

    public static TestCluster start(int masters) {
        return new TestCluster(masters);
    }

    public SecretText uri() {
        return SecretText.of(
                servers.stream().map(server -> server.uri().reveal()).collect(Collectors.joining(",")));
    }

    public List<TestServer> servers() {
        return List.copyOf(servers);
    }

    @Override
    public void close() {
        servers.forEach(TestServer::close);
    }
}
