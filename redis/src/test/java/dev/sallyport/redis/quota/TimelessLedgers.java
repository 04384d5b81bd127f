// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.client.TimelessScripts;
import dev.sallyport.redis.embedded.TestServer;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;

/** The ledgers of two replicas on a Redis of their own, for which time stands still until a test lets some pass. */
final class TimelessLedgers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final RedisQuotaLedger a;
    final RedisQuotaLedger b;
    private final TestServer server = TestServer.start();
    private final RedisConnections connections;
    private volatile long now = 1_700_000_000_000L;

    TimelessLedgers() {
        connections = RedisConnections.open(patient(), Clock.systemUTC(), CommandLatencyRecorder.disabled());
        // One count for both, so that a bucket's own knowledge of its replicas decides.
        Replicas one = Replicas.join(connections, "both");
        a = new RedisQuotaLedger(connections, "a", new TestClock(), one, TimelessScripts::load);
        b = new RedisQuotaLedger(connections, "b", new TestClock(), one, TimelessScripts::load);
        connections.tried().block(PATIENCE);
        Awaitility.await().atMost(PATIENCE).until(connections::available);
        pass(Duration.ZERO);
    }

    void pass(Duration time) {
        now += time.toMillis();
        connections
                .background()
                .mono(commands -> commands.set(TimelessScripts.NOW, Bytes.of(now)))
                .block(PATIENCE);
    }

    long now() {
        return now;
    }

    /** The first line of what the server answers. */
    String ask(String... command) {
        return server.ask(command);
    }

    @Override
    public void close() {
        connections.close();
        server.close();
    }

    private RedisSettings patient() {
        RedisSettings defaults = RedisSettings.of(server.uri());
        return new RedisSettings(
                server.uri(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                defaults.reconnectDelay(),
                defaults.tcpUserTimeout(),
                defaults.requestQueueSize(),
                defaults.topologyRefresh(),
                defaults.ioThreads(),
                defaults.clientName());
    }

    /** What the scripts take for the time. */
    private final class TestClock extends Clock {

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
