// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.event.OutboxContract;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisOutboxTest extends OutboxContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final SecretText OTHER_KEY = SecretText.of("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");
    private static final long DAY = Duration.ofDays(1).toMillis();

    private static TestServer server;
    private static RedisStores stores;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stores = TestStores.open(server.uri());
    }

    @AfterAll
    static void stop() {
        stores.close();
        server.close();
    }

    @Override
    protected Outbox outbox() {
        return stores.outbox();
    }

    @Test
    void everythingExpiresAndNothingIsReadable() {
        outbox().put(in("sealed")).block(PATIENCE);

        assertThat(ttl("sallyport:{sealed}:outbox")).isBetween(DAY, 2 * DAY);
        assertThat(ttl("sallyport:{sealed}:deliveries")).isBetween(DAY, 2 * DAY);
        assertThat(server.ask("HGET", "sallyport:{sealed}:deliveries", "a"))
                .startsWith("SP")
                .doesNotContain("receiver.example", "person@example.com");
    }

    @Test
    void whatAnotherReplicaLeftBehindIsFound() {
        try (RedisStores killed = TestStores.open(server.uri())) {
            killed.outbox().put(in("left")).block(PATIENCE);
            killed.outbox().claim("left", 8, Duration.ofMillis(1)).blockLast(PATIENCE);
        }

        Awaitility.await().until(() -> claim("left").size() == 1);
    }

    @Test
    void anEnvironmentHasRoomForTenThousand() {
        // As if they had been put one by one.
        for (int hundred = 0; hundred < 100; hundred++) {
            String[] command = new String[202];
            command[0] = "ZADD";
            command[1] = "sallyport:{full}:outbox";
            for (int i = 0; i < 100; i++) {
                command[2 + 2 * i] = "1";
                command[3 + 2 * i] = "d" + (100 * hundred + i);
            }
            server.ask(command);
        }
        assertThat(outbox().put(in("full")).block(PATIENCE)).isFalse();

        server.ask("ZREM", "sallyport:{full}:outbox", "d0");

        assertThat(outbox().put(in("full")).block(PATIENCE)).isTrue();
    }

    @Test
    void anIndexEntryWithoutItsDeliveryIsInNobodysWay() {
        server.ask("ZADD", "sallyport:{torn}:outbox", "1", "gone");
        outbox().put(in("torn")).block(PATIENCE);

        assertThat(claim("torn")).extracting(Delivery::id).containsExactly("a");
        assertThat(server.ask("ZCARD", "sallyport:{torn}:outbox")).isEqualTo(":1");
    }

    @Test
    void whatDoesNotOpenIsForgotten() {
        try (RedisStores others = TestStores.open(server.uri(), OTHER_KEY)) {
            TestStores.await(others).outbox().put(in("resealed")).block(PATIENCE);
        }

        assertThat(claim("resealed")).isEmpty();

        assertThat(server.ask("EXISTS", "sallyport:{resealed}:deliveries")).isEqualTo(":0");
    }

    @Test
    void aDeliveryMovedToAnotherEnvironmentDoesNotOpen() {
        outbox().put(in("from")).block(PATIENCE);
        server.ask("RENAME", "sallyport:{from}:outbox", "sallyport:{to}:outbox");
        server.ask("RENAME", "sallyport:{from}:deliveries", "sallyport:{to}:deliveries");

        assertThat(claim("to")).isEmpty();
    }

    private List<Delivery> claim(String environment) {
        return outbox().claim(environment, 8, LONG).collectList().block(PATIENCE);
    }

    private static Delivery in(String environment) {
        return new Delivery(
                "a",
                "evt_a",
                environment,
                SecretText.of("https://receiver.example/hook"),
                "{\"endUserEmail\":\"person@example.com\"}".getBytes(UTF_8),
                0,
                Samples.NOW);
    }

    private static long ttl(String key) {
        return Long.parseLong(server.ask("PTTL", key).substring(1));
    }
}
