// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import static dev.sallyport.redis.Samples.connection;
import static dev.sallyport.redis.Samples.integration;
import static dev.sallyport.redis.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.embedded.TestServer;
import dev.sallyport.redis.seal.ResealReport;
import dev.sallyport.redis.seal.SealException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What an attacker with Redis in his hands sees and can do. */
class SealedAtRestTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CANARY = "canary-5c4f";
    private static final SecretText OLD_KEY = TestStores.KEY;
    private static final String OLD = "old:" + OLD_KEY.reveal();
    private static final String NEW = "new:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=";

    private final TestServer server = TestServer.start();
    private final RedisStores stores = TestStores.open(server.uri());
    // As Latin-1, so that sealed bytes survive the trip.
    private final RedisClient client = RedisClient.create(server.uri().reveal());
    private final StatefulRedisConnection<String, String> raw =
            client.connect(new StringCodec(StandardCharsets.ISO_8859_1));
    private final RedisCommands<String, String> redis = raw.sync();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void close() {
        root().detachAppender(log);
        raw.close();
        client.shutdown();
        stores.close();
        server.close();
    }

    @Test
    void noSecretIsInRedisInTheLogOrInText() {
        root().setLevel(Level.DEBUG);
        try {
            stores.connections().save(connection("c", CANARY)).block(PATIENCE);
            stores.integrations().create(integration("i", CANARY)).block(PATIENCE);
            stores.apiKeys()
                    .create(Samples.apiKey("k"), KeyHash.of("sk_" + CANARY))
                    .block(PATIENCE);
            String texts = stores.connections().find(key("c")).block(PATIENCE).toString()
                    + stores.connections().list("dev").collectList().block(PATIENCE)
                    + stores.apiKeys().list("dev").collectList().block(PATIENCE)
                    + stores.integrations().find("dev", "i").block(PATIENCE).credentials();

            assertThat(texts).doesNotContain(CANARY);
        } finally {
            root().setLevel(Level.INFO);
        }
        assertThat(redis.keys("*")).hasSizeGreaterThanOrEqualTo(8).allSatisfy(key -> {
            assertThat(key).doesNotContain(CANARY);
            assertThat(valueOf(key)).doesNotContain(CANARY);
        });
        assertThat(log.list)
                .noneSatisfy(event -> assertThat(event.getFormattedMessage()).contains(CANARY));
    }

    @Test
    void rowsThatChangedPlacesDoNotOpen() {
        stores.connections().save(connection("ann", "ann's")).block(PATIENCE);
        stores.connections().save(connection("bob", "bob's")).block(PATIENCE);
        Map<String, String> ann = redis.hgetall("sallyport:{dev}:connection:github:ann");
        Map<String, String> bob = redis.hgetall("sallyport:{dev}:connection:github:bob");
        redis.hset("sallyport:{dev}:connection:github:ann", bob);
        redis.hset("sallyport:{dev}:connection:github:bob", ann);

        // Another replica: what one has written itself is warm.
        try (RedisStores others = TestStores.open(server.uri())) {
            for (String id : new String[] {"ann", "bob"}) {
                assertThatThrownBy(() -> others.connections().find(key(id)).block(PATIENCE))
                        .isInstanceOf(SealException.class);
            }
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel() == Level.ERROR)
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event.getFormattedMessage()).startsWith("A sealed value does not open; key id: "));
    }

    @Test
    void rotatesUnderLoadWithoutAFailure() {
        Flux.range(0, 120)
                .flatMap(i -> stores.connections().save(connection("c" + i, "s" + i)), 8)
                .blockLast(PATIENCE);
        stores.integrations().create(integration("i", "s")).block(PATIENCE);
        try (RedisStores rotating = TestStores.open(server.uri(), SecretText.of(NEW + "," + OLD))) {
            rotating.tried().block(PATIENCE);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Disposable load = Flux.interval(Duration.ofMillis(1))
                    .onBackpressureDrop()
                    .concatMap(i -> rotating.connections()
                            .find(key("c" + i % 120))
                            .filter(found -> Samples.secretOf(found).equals("s" + i % 120))
                            .switchIfEmpty(Mono.error(new AssertionError("c" + i % 120))))
                    .subscribe(found -> {}, failure::set);

            ResealReport report = rotating.reseal().block(PATIENCE);

            assertThat(report).isEqualTo(new ResealReport(0, 121, 0, 0));
            assertThat(rotating.reseal().block(PATIENCE)).isEqualTo(new ResealReport(121, 0, 0, 0));
            load.dispose();
            assertThat(failure).hasValue(null);
        }
        try (RedisStores without = TestStores.open(server.uri(), SecretText.of(NEW))) {
            without.tried().block(PATIENCE);
            assertThat(without.connections().list("dev").collectList().block(PATIENCE))
                    .hasSize(120);
            assertThat(without.sealKeys().opened()).containsEntry("new", 120L);
        }
    }

    @Test
    void reSealingKeepsGenerationAndReportsWhatDoesNotOpen() {
        stores.connections().save(connection("good", "s")).block(PATIENCE);
        stores.connections().save(connection("bad", "s")).block(PATIENCE);
        redis.hset("sallyport:{dev}:connection:github:bad", "sealed", "damaged");
        try (RedisStores rotating = TestStores.open(server.uri(), SecretText.of(NEW + "," + OLD))) {
            rotating.tried().block(PATIENCE);

            assertThat(rotating.reseal().block(PATIENCE)).isEqualTo(new ResealReport(0, 1, 0, 1));

            assertThat(rotating.connections().find(key("good")).block(PATIENCE).generation())
                    .isEqualTo(1);
        }
    }

    private String valueOf(String key) {
        return switch (redis.type(key)) {
            case "hash" -> redis.hgetall(key).toString();
            case "zset" -> redis.zrange(key, 0, -1).toString();
            case "set" -> redis.smembers(key).toString();
            default -> redis.get(key);
        };
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
