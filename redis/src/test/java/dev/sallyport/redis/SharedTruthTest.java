// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import static dev.sallyport.redis.Samples.NOW;
import static dev.sallyport.redis.Samples.apiKey;
import static dev.sallyport.redis.Samples.connection;
import static dev.sallyport.redis.Samples.integration;
import static dev.sallyport.redis.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What replicas see of each other's writes, and what they ask Redis for. */
class SharedTruthTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static TestServer server;
    private static RedisStores here;
    private static RedisStores there;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        here = TestStores.open(server.uri());
        there = TestStores.open(server.uri());
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        server.close();
    }

    @Test
    void aWarmSearchDoesNotAskRedis() {
        KeyHash hash = KeyHash.of("sk_warm");
        here.apiKeys().create(apiKey("warm"), hash).block(PATIENCE);
        here.integrations().create(integration("warm", "s")).block(PATIENCE);
        here.connections().save(connection("warm", "s")).block(PATIENCE);
        searchAllThree(hash);
        long before = commandsProcessed();

        for (int i = 0; i < 100; i++) {
            searchAllThree(hash);
        }

        // The first question for the count is a command, too.
        assertThat(commandsProcessed() - before).isEqualTo(1);
    }

    @Test
    void whatAReplicaWroteItFindsWithoutAskingRedis() {
        Connection first = here.connections().save(connection("own", "first")).block(PATIENCE);
        awaitMessages();
        assertThat(findHere("own")).isEqualTo(first);

        Connection second =
                here.connections().replace(first.with(first.credential(), NOW)).block(PATIENCE);
        awaitMessages();

        assertThat(second.generation()).isEqualTo(2);
        assertThat(findHere("own")).isEqualTo(second);
    }

    @Test
    void whatAReplicaAskedForPastItsCacheItFindsWithoutAskingAgain() {
        here.connections().save(connection("asked", "s")).block(PATIENCE);

        Connection latest = there.connections().findLatest(key("asked")).block(PATIENCE);
        long before = misses(there);

        assertThat(there.connections().find(key("asked")).block(PATIENCE)).isEqualTo(latest);
        assertThat(misses(there)).isEqualTo(before);
    }

    /** Own writes are remembered, so this is where an old one could stay. */
    @Test
    void replicasThatWriteInTurnsAgreeInTheEnd() {
        for (int i = 0; i < 200; i++) {
            Mono.when(
                            here.connections().save(connection("contested", "here" + i)),
                            there.connections().save(connection("contested", "there" + i)))
                    .block(PATIENCE);
        }
        awaitMessages();

        Connection stored = there.connections().findLatest(key("contested")).block(PATIENCE);
        assertThat(stored.generation()).isEqualTo(400);
        assertThat(here.connections().find(key("contested")).block(PATIENCE)).isEqualTo(stored);
        assertThat(there.connections().find(key("contested")).block(PATIENCE)).isEqualTo(stored);
    }

    @Test
    void anotherReplicaSeesAChangedConnectionWithinASecond() {
        here.connections().save(connection("changed", "old")).block(PATIENCE);
        assertThat(secretThere("changed")).isEqualTo("old");

        here.connections().save(connection("changed", "new")).block(PATIENCE);

        await().atMost(A_SECOND).pollInterval(Duration.ofMillis(10)).until(() -> "new".equals(secretThere("changed")));
    }

    @Test
    void theLatestIsNeverAnOldOne() {
        here.connections().save(connection("latest", "0")).block(PATIENCE);
        for (int i = 1; i <= 50; i++) {
            secretThere("latest");
            here.connections().save(connection("latest", "" + i)).block(PATIENCE);

            assertThat(there.connections()
                            .findLatest(key("latest"))
                            .map(Samples::secretOf)
                            .block(PATIENCE))
                    .isEqualTo("" + i);
            assertThat(secretThere("latest")).isEqualTo("" + i);
        }
    }

    @Test
    void anotherReplicaSeesANewConnectionThatItHadLookedFor() {
        assertThat(secretThere("awaited")).isNull();

        here.connections().save(connection("awaited", "new")).block(PATIENCE);

        await().atMost(Duration.ofMillis(500))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> "new".equals(secretThere("awaited")));
    }

    @Test
    void anotherReplicaRefusesARevokedKeyWithinASecond() {
        KeyHash hash = KeyHash.of("sk_revoked");
        here.apiKeys().create(apiKey("revoked"), hash).block(PATIENCE);
        assertThat(there.apiKeys().findByHash(hash).block(PATIENCE)).isNotNull();

        here.apiKeys().delete("dev", "revoked").block(PATIENCE);

        await().atMost(A_SECOND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> there.apiKeys().findByHash(hash).block(PATIENCE) == null);
    }

    @Test
    void anotherReplicaForgetsWhatWasDeletedWithItsIntegration() {
        here.integrations().create(integration("doomed", "s")).block(PATIENCE);
        here.connections().save(connection("of-doomed", "s")).block(PATIENCE);
        assertThat(there.integrations().find("dev", "doomed").block(PATIENCE)).isNotNull();
        assertThat(secretThere("of-doomed")).isEqualTo("s");

        here.integrations().delete("dev", "doomed").block(PATIENCE);
        here.connections().deleteAll("dev", "github").block(PATIENCE);

        await().atMost(A_SECOND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> secretThere("of-doomed") == null
                        && there.integrations().find("dev", "doomed").block(PATIENCE) == null);
    }

    @Test
    void aLostLinkMakesEveryEntryAskAgain() {
        here.connections().save(connection("relinked", "old")).block(PATIENCE);
        assertThat(secretThere("relinked")).isEqualTo("old");
        long missesBefore = misses(there);

        server.ask("CLIENT", "KILL", "TYPE", "pubsub");

        await().atMost(PATIENCE).until(() -> {
            secretThere("relinked");
            return misses(there) > missesBefore;
        });
    }

    /** Finds it without a load. */
    private static Connection findHere(String connectionId) {
        long before = misses(here);
        Connection found = here.connections().find(key(connectionId)).block(PATIENCE);
        assertThat(misses(here)).isEqualTo(before);
        return found;
    }

    /** Every message so far has arrived at {@code here} and {@code there}: they come in order. */
    private static void awaitMessages() {
        for (RedisStores stores : List.of(here, there)) {
            RedisStores other = stores == here ? there : here;
            other.connections().save(connection("barrier", "old")).block(PATIENCE);
            stores.connections().findLatest(key("barrier")).block(PATIENCE);
            Connection last =
                    other.connections().save(connection("barrier", "new")).block(PATIENCE);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> last.equals(
                            stores.connections().find(key("barrier")).block(PATIENCE)));
        }
    }

    private static long misses(RedisStores stores) {
        return stores.cacheStats().stream().mapToLong(stats -> stats.misses()).sum();
    }

    private static String secretThere(String connectionId) {
        return there.connections()
                .find(key(connectionId))
                .map(Samples::secretOf)
                .block(PATIENCE);
    }

    private static void searchAllThree(KeyHash hash) {
        assertThat(here.apiKeys().findByHash(hash).block(PATIENCE)).isNotNull();
        assertThat(here.integrations().find("dev", "warm").block(PATIENCE)).isNotNull();
        assertThat(here.connections().find(key("warm")).block(PATIENCE)).isNotNull();
    }

    private static long commandsProcessed() {
        return server.ask("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
                .findFirst()
                .orElseThrow();
    }
}
