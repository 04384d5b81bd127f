// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityAsk;
import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySample;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much is kept, and for how long. */
class ActivityBoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);

    /** What a stream keeps together, and gives up together. */
    private static final int NODE = 100;

    private static TestServer server;
    private static RedisStores stores;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stores = TestStores.open(server.uri(), new ActivityStoreSettings(500, DAY));
    }

    @AfterAll
    static void stop() {
        stores.close();
        server.close();
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        append("many", 2_000, i -> ActivitySample.in("many").request("GET", "/proxy/" + i));

        for (String key :
                List.of("activity", "activity-details", "activity-list:all:", "activity-list:provider:github")) {
            assertThat(length("many", key)).as(key).isBetween(500L, 500L + 2 * NODE);
        }
        assertThat(paths(new ActivityAsk("many")))
                .startsWith("/proxy/1999", "/proxy/1998")
                .hasSizeBetween(500, 600);
        // By their lists they end at the same one, although those are trimmed later.
        assertThat(paths(new ActivityAsk("many").connection("acme"))).isEqualTo(paths(new ActivityAsk("many")));
        assertThat(total(new ActivityAsk("many")))
                .isEqualTo(paths(new ActivityAsk("many")).size());
    }

    @Test
    void aPageGoesOnAlthoughItsPlaceIsGone() {
        append("gone", 600, i -> ActivitySample.in("gone").request("GET", "/proxy/" + i));
        String old = stores.activity()
                .search(new ActivityAsk("gone").query(), null, 400)
                .block(PATIENCE)
                .next();
        append("gone", 1_200, i -> ActivitySample.in("gone").request("GET", "/proxy/new/" + i));

        ActivityPage page = stores.activity()
                .search(new ActivityAsk("gone").query(), old, 400)
                .block(PATIENCE);

        assertThat(page.entries()).isEmpty();
        assertThat(page.next()).isNull();
    }

    @Test
    void whatIsTooOldIsNotSeenAndGoesWhenOthersCome() {
        Instant now = Instant.now();
        append("old", 300, i -> ActivitySample.in("old").endedAt(now.minus(DAY).minusSeconds(600 - i)));
        append(
                "old",
                3,
                i -> ActivitySample.in("old").endedAt(now.minusSeconds(9 - i)).request("GET", "/proxy/" + i));

        assertThat(paths(new ActivityAsk("old"))).containsExactly("/proxy/2", "/proxy/1", "/proxy/0");
        assertThat(paths(new ActivityAsk("old").integration("github"))).hasSize(3);
        assertThat(total(new ActivityAsk("old"))).isEqualTo(3);
        assertThat(length("old", "activity")).isLessThan(3 + NODE);
    }

    @Test
    void aRecordThatIsTooOldIsNotFound() {
        Instant before = Instant.now().minus(DAY).minusSeconds(60);
        append("late", 1, _ -> ActivitySample.in("late").endedAt(before));

        assertThat(stores.activity().find("late", before.toEpochMilli() + "-0").block(PATIENCE))
                .isNull();
    }

    @Test
    void everyKeyExpiresAfterALittleMoreThanTheLongestAge() {
        append("ttl", 3, i -> ActivitySample.in("ttl").status(500).trace("0af7651916cd43dd8448eb211c80319" + i));

        List<String> keys = keys("ttl");
        assertThat(keys).hasSizeGreaterThan(8);
        assertThat(keys)
                .allSatisfy(
                        key -> assertThat(Long.parseLong(server.ask("PTTL", key).substring(1)))
                                .as(key)
                                .isBetween(DAY.toMillis(), DAY.plusHours(6).toMillis()));
    }

    @Test
    void manyConnectionsShareABoundedNumberOfLists() {
        append("crowd", 6_000, i -> ActivitySample.in("crowd").of("github", "c" + i));

        assertThat(keys("crowd")).hasSizeLessThan(4_096 + 10);
        assertThat(paths(new ActivityAsk("crowd").connection("c5999"))).hasSize(1);
    }

    @Test
    void anotherClockThatIsAheadDoesNotLead() {
        append("ahead", 1, _ -> ActivitySample.in("ahead").endedAt(Instant.now().plus(DAY)));

        Instant kept = Objects.requireNonNull(stores.activity()
                .search(new ActivityAsk("ahead").query(), null, 1)
                .block(PATIENCE)
                .searchedTo());
        assertThat(kept).isBefore(Instant.now().plusSeconds(60));
    }

    private static void append(String environment, int many, IntFunction<ActivitySample> sample) {
        List<ActivityRecord> records =
                IntStream.range(0, many).mapToObj(i -> sample.apply(i).build()).toList();
        stores.activity().append(environment, records).block(PATIENCE);
    }

    /** On as many pages as a busy machine makes of it. */
    private static List<String> paths(ActivityAsk ask) {
        List<String> paths = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            ActivityPage page =
                    stores.activity().search(ask.query(), cursor, 10_000).block(PATIENCE);
            page.entries().forEach(entry -> paths.add(entry.summary().path()));
            cursor = page.next();
        } while (cursor != null);
        return paths;
    }

    private static long total(ActivityAsk ask) {
        Instant now = Instant.now();
        return stores
                .activity()
                .histogram(
                        ask.between(now.minus(DAY.multipliedBy(2)), now.plusSeconds(60))
                                .query(),
                        10)
                .block(PATIENCE)
                .bars()
                .stream()
                .mapToLong(ActivityHistogram.Bar::succeeded)
                .sum();
    }

    private static long length(String environment, String key) {
        return Long.parseLong(
                server.ask("XLEN", "sallyport:{" + environment + "}:" + key).substring(1));
    }

    private static List<String> keys(String environment) {
        String names = server.ask(
                "EVAL",
                "return table.concat(redis.call('KEYS', ARGV[1]), ' ')",
                "0",
                "sallyport:{" + environment + "}:*");
        return Stream.of(names.split(" ")).toList();
    }
}
