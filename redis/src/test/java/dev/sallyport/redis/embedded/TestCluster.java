// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Redis Cluster on loopback: primaries that share the slots, and as many replicas of each as one asks for. */
public final class TestCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SLOTS = 16_384;

    private final List<TestServer> nodes = new ArrayList<>();

    private TestCluster() {}

    public static TestCluster start(int primaries, int replicasOfEach) {
        TestCluster cluster = new TestCluster();
        try {
            cluster.form(primaries, replicasOfEach);
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** All nodes, the primaries of the start first. */
    public List<TestServer> nodes() {
        return List.copyOf(nodes);
    }

    public SecretText uri() {
        return SecretText.of(nodes.stream().map(node -> node.uri().reveal()).collect(Collectors.joining(",")));
    }

    /** The primary that holds this key now; empty while there is none, since others do not answer for it. */
    public Optional<TestServer> primaryOf(String key) {
        return nodes.stream()
                .filter(node -> node.ask("EXISTS", key).startsWith(":"))
                .findFirst();
    }

    /** Every node is there and says that all slots are served, and no replica is without its primary. */
    public void awaitWhole() {
        Awaitility.await("whole cluster")
                .atMost(PATIENCE)
                .until(() -> nodes.stream().allMatch(TestCluster::isWell));
    }

    @Override
    public void close() {
        nodes.forEach(TestServer::close);
    }

    private void form(int primaries, int replicasOfEach) {
        for (int i = 0; i < primaries * (1 + replicasOfEach); i++) {
            nodes.add(TestServer.startNode());
        }
        for (int i = 0; i < nodes.size(); i++) {
            require("+OK", nodes.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1)));
            require(
                    "+OK",
                    nodes.get(i)
                            .ask(
                                    "CLUSTER",
                                    "MEET",
                                    "127.0.0.1",
                                    "" + nodes.getFirst().port()));
        }
        int share = SLOTS / primaries + 1;
        for (int i = 0; i < primaries; i++) {
            require("+OK", nodes.get(i).ask(addSlots(i * share, Math.min(SLOTS, (i + 1) * share))));
        }
        Awaitility.await("acquaintance of all nodes")
                .atMost(PATIENCE)
                .until(() -> nodes.stream()
                        .allMatch(node -> node.ask("CLUSTER", "NODES").lines().count() == nodes.size()));
        for (int i = primaries; i < nodes.size(); i++) {
            String primary = nodes.get(i % primaries).ask("CLUSTER", "MYID");
            require("+OK", nodes.get(i).ask("CLUSTER", "REPLICATE", primary));
        }
        awaitWhole();
    }

    private static String[] addSlots(int from, int to) {
        Stream<String> slots = IntStream.range(from, to).mapToObj(Integer::toString);
        return Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new);
    }

    private static boolean isWell(TestServer node) {
        return node.ask("CLUSTER", "INFO").contains("cluster_state:ok")
                && !node.ask("INFO", "replication").contains("master_link_status:down");
    }

    private static void require(String expected, String answer) {
        if (!answer.equals(expected)) {
            throw new IllegalStateException(answer + " (expected: " + expected + ")");
        }
    }
}
