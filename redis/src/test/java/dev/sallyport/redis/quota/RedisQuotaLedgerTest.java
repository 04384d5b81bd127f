// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.quota.BucketNotice;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.filters.quota.TestClaim;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The ledger in Redis where Redis, time or the network misbehave. */
class RedisQuotaLedgerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestServer server = TestServer.start();
    private final Bucket bucket = new Bucket(new BucketKey("dev", "github", "octocat", "default"), new Fixed());
    private RedisStores here;
    private RedisStores there;

    @BeforeEach
    void open() {
        here = TestStores.open(server.uri());
        there = TestStores.open(server.uri());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        server.close();
    }

    @Test
    void oneLimitForAllReplicas() {
        settle(here, TestClaim.of(bucket).sees(10, 10, Duration.ofMinutes(1)));

        assertThat(settle(there, TestClaim.of(bucket).wants(6)).granted()).containsExactly(6);
        assertThat(settle(here, TestClaim.of(bucket).wants(6)).granted()).containsExactly(4);
    }

    @Test
    void aRefusalSeenByOneReplicaIsToldTheOthers() {
        List<BucketNotice> notices = new CopyOnWriteArrayList<>();
        there.quotaLedger().listen(notices::add);
        // The first message makes sure that the subscription stands.
        await().atMost(PATIENCE).until(() -> {
            server.ask("PUBLISH", "sallyport:quota-notices", "0 dev:a:b:c");
            return !notices.isEmpty();
        });

        settle(here, TestClaim.of(bucket).refused(Duration.ofSeconds(5)));

        await().atMost(PATIENCE).until(() -> notices.contains(new BucketNotice(bucket.key(), Duration.ofSeconds(5))));
    }

    @Test
    void aFlushedScriptIsSentAgainInTheSameCallHoweverManyNeedIt() {
        settle(here, TestClaim.of(bucket).sees(100, 100, Duration.ofMinutes(1)));
        server.ask("SCRIPT", "FLUSH");

        List<Standing> standings = Flux.range(0, 20)
                .flatMap(i ->
                        here.quotaLedger().settle(TestClaim.of(bucket).wants(1).claim()))
                .collectList()
                .block(PATIENCE);

        assertThat(standings)
                .hasSize(20)
                .allSatisfy(standing -> assertThat(standing.granted()).containsExactly(1));
        assertThat(here.available()).isTrue();
        assertThat(settle(here, TestClaim.of(bucket)).remaining()).isEqualTo(80);
    }

    @Test
    void aFrozenRedisFailsClaimsByTheirTimeoutSoonAtOnceAndCountsNothingAfterwards() {
        settle(here, TestClaim.of(bucket).sees(100, 100, Duration.ofMinutes(1)));
        try (RedisStores hasty = TestStores.await(TestStores.openImpatient(server.uri()))) {
            server.freeze();

            assertThat(List.of(refusal(hasty), refusal(hasty), refusal(hasty))).containsOnly("timeout");
            await().atMost(PATIENCE).until(() -> !hasty.available());
            assertThat(refusal(hasty)).isEqualTo("away");

            server.thaw();
            // By the same connection, so after what it sent before.
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> settle(hasty, TestClaim.of(bucket)).remaining() == 100);
            assertThat(settle(there, TestClaim.of(bucket)).blockedFor()).isZero();
        }
    }

    @Test
    void aKilledRedisIsAwayAndARestartedOneLearnsAnew() {
        settle(here, TestClaim.of(bucket).sees(100, 0, Duration.ofMinutes(1)));
        server.kill();
        await().atMost(PATIENCE).until(() -> !here.available());
        assertThat(refusal(here)).isEqualTo("away");
        server.restart();
        await().atMost(PATIENCE).until(here::available);

        Standing anew = settle(here, TestClaim.of(bucket).window(57).spent(500).sees(100, 40, Duration.ofMinutes(1)));

        assertThat(anew.remaining()).isEqualTo(40);
        assertThat(anew.window()).isEqualTo(1);
    }

    @Test
    void aReplicaWhoseClockIsWrongGetsNothingExtra() {
        settle(here, TestClaim.of(bucket).sees(10, 0, Duration.ofSeconds(4)));
        for (long seconds : new long[] {-5, 5}) {
            try (RedisStores skewed = TestStores.open(server.uri(), Duration.ofSeconds(seconds))) {
                Standing standing = settle(skewed, TestClaim.of(bucket).wants(1));

                assertThat(standing.granted()).containsExactly(0);
                assertThat(standing.resetIn()).isLessThanOrEqualTo(Duration.ofSeconds(4));
            }
        }
    }

    @Test
    void windowsEndAndBlocksAreOverByTheClockOfRedis() {
        settle(here, TestClaim.of(bucket).sees(100, 0, Duration.ofMillis(1_500)).refused(Duration.ofSeconds(2)));

        assertThat(settle(there, TestClaim.of(bucket).wants(1)).granted()).containsExactly(0);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        settle(there, TestClaim.of(bucket).wants(1)).granted().equals(List.of(1)));
        assertThat(settle(here, TestClaim.of(bucket)).window()).isEqualTo(2);
    }

    @Test
    void replicasCountEachOther() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(here.quotaLedger().replicas()).isEqualTo(2);
            assertThat(there.quotaLedger().replicas()).isEqualTo(2);
        });
        server.kill();
        await().atMost(PATIENCE).until(() -> !here.available());

        assertThat(here.quotaLedger().replicas()).isEqualTo(2);
    }

    @Test
    void aReplicaThatIsGoneIsCountedNoLongerThanItsExpiry() {
        await().atMost(PATIENCE).until(() -> here.quotaLedger().replicas() == 2);
        there.close();

        await().atMost(Duration.ofSeconds(20)).until(() -> here.quotaLedger().replicas() == 1);
    }

    @Test
    void whatExpiredIsNoLongerListed() {
        settle(here, TestClaim.of(bucket).sees(100, 40, Duration.ofMinutes(1)));
        await().atMost(PATIENCE).until(() -> keysListed(there).contains(bucket.key()));
        String index = "sallyport:{dev}:quotas";
        assertThat(server.ask("ZADD", index, "1", "gone")).isEqualTo(":1");
        assertThat(server.ask("ZADD", index, "9999999999999", "lost")).isEqualTo(":1");

        assertThat(keysListed(there)).containsExactly(bucket.key());
        assertThat(server.ask("ZSCORE", index, "gone")).isEqualTo("$-1");
    }

    @Test
    void namesAreNotInTheKeysOfBuckets() {
        Bucket secretive = new Bucket(new BucketKey("dev", "{int}", "conn{", "na me}"), new Fixed());
        settle(here, TestClaim.of(secretive).sees(100, 40, Duration.ofMinutes(1)));

        String keys = server.ask(
                "EVAL", "local t = redis.call('KEYS', '*quota:*') table.sort(t) return table.concat(t, ' ')", "0");

        assertThat(keys.split(" "))
                .allMatch(key -> key.matches("sallyport:\\{quota:[0-9a-f]{64}}:(state|used|used-before|log)"));
    }

    private static List<BucketKey> keysListed(RedisStores stores) {
        return stores.quotaLedger()
                .live("dev")
                .map(BucketView::key)
                .collectList()
                .block(PATIENCE);
    }

    /** Why a claim fails. It would take a permit and block the bucket, were it to count later. */
    private String refusal(RedisStores stores) {
        TestClaim claim = TestClaim.of(bucket).wants(1).refused(Duration.ofMinutes(1));
        return catchThrowableOfType(StoreUnavailableException.class, () -> settle(stores, claim))
                .getMessage();
    }

    private static Standing settle(RedisStores stores, TestClaim claim) {
        return stores.quotaLedger().settle(claim.claim()).block(PATIENCE);
    }
}
