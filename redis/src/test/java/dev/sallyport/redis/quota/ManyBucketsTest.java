// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.TestClaim;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Far more connections than anybody looks at. {@code -Dsallyport.test.buckets=1000000} for a longer look. */
class ManyBucketsTest {

    private static final int BUCKETS = Integer.getInteger("sallyport.test.buckets", 12_000);
    private static final int AT_A_TIME = 128;
    private static final int MOST_LISTED = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String INDEX = "sallyport:{dev}:quotas";

    private final TestServer server = TestServer.start();
    private final RedisStores stores = TestStores.open(server.uri());

    @AfterEach
    void close() {
        stores.close();
        server.close();
    }

    @Test
    void eachIsSmallAndExpiresAndTheListStaysBounded() {
        long before = number("memory", "used_memory");
        long start = System.nanoTime();
        settle(BUCKETS);
        long bytesEach = (number("memory", "used_memory") - before) / BUCKETS;
        long took = System.nanoTime() - start;

        long listing = System.nanoTime();
        List<BucketView> listed = stores.quotaLedger().live("dev").collectList().block(PATIENCE);
        System.out.printf(
                "%d buckets: %d bytes each in Redis, %d a second; %d listed in %d ms%n",
                BUCKETS,
                bytesEach,
                BUCKETS * 1_000_000_000L / took,
                listed.size(),
                (System.nanoTime() - listing) / 1_000_000);
        assertThat(bytesEach).as("bytes of a bucket").isLessThan(1_500);
        assertThat(listed)
                .hasSize(MOST_LISTED)
                .allSatisfy(view -> assertThat(view.remaining()).isEqualTo(40));
        assertThat(withoutExpiry()).as("buckets that would stay").isZero();
    }

    @Test
    void theIndexLosesWhatIsNoLongerThoughNobodyReadsIt() {
        putAThousandThatAreGone();

        settle(20);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.ask("ZCARD", INDEX).equals(":20"));
    }

    @Test
    void whatIsNoLongerIsNotListedAndNeverTakenOutAllAtOnce() {
        settle(1);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.ask("ZCARD", INDEX).equals(":1"));
        putAThousandThatAreGone();

        assertThat(stores.quotaLedger().live("dev").collectList().block(PATIENCE))
                .hasSize(1);
        assertThat(server.ask("ZCARD", INDEX)).isEqualTo(":901");
    }

    private void putAThousandThatAreGone() {
        List<String> command = new ArrayList<>(List.of("ZADD", INDEX));
        for (int i = 0; i < 1_000; i++) {
            command.add("1");
            command.add("gone" + i);
        }
        assertThat(server.ask(command.toArray(String[]::new))).isEqualTo(":1000");
    }

    private void settle(int buckets) {
        Flux.range(0, buckets)
                .flatMap(i -> stores.quotaLedger().settle(seen(i).claim()), AT_A_TIME)
                .then()
                .block(PATIENCE);
    }

    private static TestClaim seen(int connection) {
        Bucket bucket = new Bucket(new BucketKey("dev", "github", "connection-" + connection, "default"), new Fixed());
        return TestClaim.of(bucket).sees(100, 40, Duration.ofHours(1));
    }

    /** Of all keys; the shortest-lived, by which replicas find each other, may be there or not. */
    private long withoutExpiry() {
        String keyspace = server.ask("INFO", "keyspace");
        return part(keyspace, "keys") - part(keyspace, "expires");
    }

    private static long part(String keyspace, String name) {
        return Long.parseLong(keyspace.replaceAll("(?s).*db0:.*?" + name + "=(\\d+).*", "$1"));
    }

    private long number(String section, String name) {
        return Long.parseLong(server.ask("INFO", section).replaceAll("(?s).*\\b" + name + ":(\\d+).*", "$1"));
    }
}
