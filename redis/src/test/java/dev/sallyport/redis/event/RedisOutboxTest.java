// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.event.OutboxContract;
import dev.sallyport.redis.OneRedis;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.TestStores;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisOutboxTest extends OutboxContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final long DAY = Duration.ofDays(1).toMillis();

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected Outbox outbox() {
        return REDIS.stores().outbox();
    }

    @Test
    void everythingExpiresAndNothingIsReadable() {
        outbox().put(in("sealed")).block(PATIENCE);

        assertThat(REDIS.ttl("sallyport:{sealed}:outbox")).isBetween(DAY, 2 * DAY);
        assertThat(REDIS.ttl("sallyport:{sealed}:deliveries")).isBetween(DAY, 2 * DAY);
        assertThat(REDIS.ask("HGET", "sallyport:{sealed}:deliveries", "a"))
                .startsWith("SP")
                .doesNotContain("receiver.example", "person@example.com");
    }

    @Test
    void whatAnotherReplicaLeftBehindIsFound() {
        try (RedisStores killed = TestStores.open(REDIS.uri())) {
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
            REDIS.ask(command);
        }
        assertThat(outbox().put(in("full")).block(PATIENCE)).isFalse();

        REDIS.ask("ZREM", "sallyport:{full}:outbox", "d0");

        assertThat(outbox().put(in("full")).block(PATIENCE)).isTrue();
    }

    @Test
    void anIndexEntryWithoutItsDeliveryIsInNobodysWay() {
        REDIS.ask("ZADD", "sallyport:{torn}:outbox", "1", "gone");
        outbox().put(in("torn")).block(PATIENCE);

        assertThat(claim("torn")).extracting(Delivery::id).containsExactly("a");
        assertThat(REDIS.ask("ZCARD", "sallyport:{torn}:outbox")).isEqualTo(":1");
    }

    @Test
    void whatDoesNotOpenIsForgotten() {
        try (RedisStores others = TestStores.open(REDIS.uri(), OneRedis.OTHER_KEY)) {
            TestStores.await(others).outbox().put(in("resealed")).block(PATIENCE);
        }

        assertThat(claim("resealed")).isEmpty();

        assertThat(REDIS.ask("EXISTS", "sallyport:{resealed}:deliveries")).isEqualTo(":0");
    }

    @Test
    void aDeliveryMovedToAnotherEnvironmentDoesNotOpen() {
        outbox().put(in("from")).block(PATIENCE);
        REDIS.ask("RENAME", "sallyport:{from}:outbox", "sallyport:{to}:outbox");
        REDIS.ask("RENAME", "sallyport:{from}:deliveries", "sallyport:{to}:deliveries");

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
}
