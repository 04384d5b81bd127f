// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.activity.ActivityAsk;
import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySample;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Several replicas on one Redis, which may go away. */
class ActivitySharedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFollowerMissesNothingOfTwoReplicasAndSeesNothingTwice() {
        try (RedisStores here = TestStores.open(server.uri());
                RedisStores there = TestStores.open(server.uri())) {
            Mono<Void> both = Mono.when(write(here.activity(), "here"), write(there.activity(), "there"))
                    .cache();
            List<String> seen = new ArrayList<>();
            String known = "0-0";
            boolean isDone = false;
            var writing = both.toFuture();
            while (!isDone) {
                // Asked before, so that what came last is still read.
                isDone = writing.isDone();
                ActivityPage page = here.activity()
                        .follow(new ActivityAsk("dev").query(), known, 10_000)
                        .block(PATIENCE);
                page.entries().forEach(entry -> seen.add(entry.summary().path()));
                known = page.next();
            }
            writing.join();

            assertThat(seen).hasSize(1_200).doesNotHaveDuplicates();
            assertThat(seen.stream().filter(path -> path.startsWith("/proxy/here/")))
                    .containsExactlyElementsOf(IntStream.range(0, 600)
                            .mapToObj(i -> "/proxy/here/" + i)
                            .toList());
            assertThat(total(there.activity())).isEqualTo(1_200);
        }
    }

    @Test
    void redisAwayIsTheStoreBeingUnavailable() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            ActivityStore store = stores.activity();
            store.append("dev", List.of(ActivitySample.in("dev").build())).block(PATIENCE);
            server.kill();
            await().atMost(PATIENCE).until(() -> !stores.available());

            assertUnavailable(store);

            server.restart();
            await().atMost(PATIENCE).until(stores::available);
            store.append("dev", List.of(ActivitySample.in("dev").build())).block(PATIENCE);
        }
    }

    @Test
    void aFrozenRedisIsTheStoreBeingUnavailable() {
        try (RedisStores stores = TestStores.openImpatient(server.uri())) {
            TestStores.await(stores);
            server.freeze();

            assertUnavailable(stores.activity());
        }
    }

    @Test
    void aFullRedisIsTheStoreBeingUnavailable() {
        try (RedisStores stores = TestStores.open(server.uri())) {
            server.ask("CONFIG", "SET", "maxmemory", "1");

            assertThatThrownBy(() -> stores.activity()
                            .append("dev", List.of(ActivitySample.in("dev").build()))
                            .block(PATIENCE))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("oom");
        }
    }

    private static Mono<Void> write(ActivityStore store, String name) {
        return Flux.range(0, 60)
                .concatMap(batch -> store.append(
                        "dev",
                        IntStream.range(10 * batch, 10 * batch + 10)
                                .mapToObj(i -> record(name + "/" + i))
                                .toList()))
                .then();
    }

    private static ActivityRecord record(String path) {
        return ActivitySample.in("dev").request("GET", "/proxy/" + path).build();
    }

    private static long total(ActivityStore store) {
        Instant now = Instant.now();
        return store
                .histogram(
                        new ActivityAsk("dev")
                                .between(now.minusSeconds(600), now.plusSeconds(60))
                                .query(),
                        20)
                .block(PATIENCE)
                .bars()
                .stream()
                .mapToLong(ActivityHistogram.Bar::succeeded)
                .sum();
    }

    private static void assertUnavailable(ActivityStore store) {
        Instant now = Instant.now();
        ActivityAsk ask = new ActivityAsk("dev").between(now.minusSeconds(60), now);
        for (Mono<?> asked : List.of(
                store.append("dev", List.of(record("x"))),
                store.search(ask.query(), null, 1),
                store.follow(ask.query(), null, 1),
                store.follow(ask.query(), "1-1", 1),
                store.histogram(ask.query(), 1),
                store.histogram(ask.text("x").query(), 1),
                store.find("dev", now.toEpochMilli() + "-1"))) {
            assertThatThrownBy(() -> asked.block(PATIENCE)).isInstanceOf(StoreUnavailableException.class);
        }
    }
}
