// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityAsk;
import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/**
 * Measures the store with a million records (docs/activity.md). Not run by the build, since its name does not end in Test:
 * {@code mvn -pl redis -am test -Dtest=ActivityAtScale -Dsurefire.failIfNoSpecifiedTests=false}; {@code
 * -Dactivity.records=} for another number.
 */
class ActivityAtScale {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int RECORDS = Integer.getInteger("activity.records", 1_000_000);
    private static final int BATCH = 500;
    private static final int TIMES = 15;

    private final Instant now = Instant.now();
    private final Instant from = now.minusSeconds(RECORDS / 10);
    private final CallSamples calls = new CallSamples(from, now, RECORDS);

    @Test
    void measure() throws Exception {
        try (TestServer server = TestServer.start("--save", "", "--appendonly", "no");
                RedisStores stores = TestStores.open(server.uri())) {
            ActivityStore store = stores.activity();
            fill(server, store);
            page("first page, everything", store, ask());
            page("first page, one connection", store, ask().connection("customer-4711"));
            page("first page, one integration", store, ask().integration("integration-7"));
            page(
                    "first page, failed of one integration",
                    store,
                    ask().integration("integration-7").failed(true));
            page("first page, one error", store, ask().error("upstream_timeout"));
            page("first page, status 404", store, ask().statuses(404, 404));
            page("first page, trace id", store, ask().text(CallSamples.trace(RECORDS / 2)));
            page("first page, frequent text", store, ask().text("Repos"));
            histogram("histogram, everything", store, ask());
            histogram("histogram, one integration", store, ask().integration("integration-7"));
            histogram("histogram, failed", store, ask().failed(true));
            histogram("histogram, one connection", store, ask().connection("customer-4711"));
            page(
                    "follow, nothing new",
                    () -> store.follow(ask().query(), now.toEpochMilli() + "-999", 50)
                            .block(PATIENCE));
            wholeScan(server, store);
            slowest(server, "all of the above");
        }
    }

    private void fill(TestServer server, ActivityStore store) {
        long start = System.nanoTime();
        Flux.range(0, RECORDS / BATCH)
                .concatMap(batch -> store.append(CallSamples.ENVIRONMENT, calls.some(batch * BATCH, BATCH)))
                .blockLast(PATIENCE);
        double seconds = seconds(start);
        print("%d records appended in %.1f s: %.0f a second, by one replica", RECORDS, seconds, RECORDS / seconds);
        print("script: %s", info(server, "commandstats", "cmdstat_evalsha"));
        print("memory of Redis for each record: %.0f bytes", number(server, "memory", "used_memory:") / RECORDS);
        print("keys: %s", server.ask("DBSIZE"));
        slowest(server, "appending");
        server.ask("CONFIG", "RESETSTAT");
    }

    private void wholeScan(TestServer server, ActivityStore store) {
        List<Double> waits = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                long start = System.nanoTime();
                server.ask("PING");
                waits.add(1_000 * seconds(start));
            }
        });
        long start = System.nanoTime();
        double first = 0;
        int pages = 0;
        int found = 0;
        @Nullable String cursor = null;
        do {
            ActivityPage page = store.search(ask().text(CallSamples.RARE).query(), cursor, 50)
                    .block(PATIENCE);
            first = pages++ == 0 ? seconds(start) : first;
            found += page.entries().size();
            cursor = page.next();
        } while (cursor != null);
        print(
                "rare text over everything: %.2f s, first page after %.2f s, %d pages, %d found",
                seconds(start), first, pages, found);
        done.set(true);
        join(other);
        waits.sort(Double::compare);
        print(
                "a PING of another client by a connection of its own meanwhile: median %.2f ms, 99%% %.2f ms, slowest %.2f ms, of %d",
                waits.get(waits.size() / 2), waits.get(waits.size() * 99 / 100), waits.getLast(), waits.size());
        print("script: %s", info(server, "commandstats", "cmdstat_evalsha"));
    }

    private void page(String what, ActivityStore store, ActivityAsk ask) throws Exception {
        page(what, () -> store.search(ask.query(), null, 50).block(PATIENCE));
    }

    private static void page(String what, Callable<ActivityPage> search) throws Exception {
        ActivityPage page = search.call();
        print("%s: %s, %d found", what, times(search), page.entries().size());
    }

    private void histogram(String what, ActivityStore store, ActivityAsk ask) throws Exception {
        Callable<ActivityHistogram> draw =
                () -> store.histogram(ask.between(from, now.plusSeconds(60)).query(), 100)
                        .block(PATIENCE);
        ActivityHistogram histogram = draw.call();
        long counted = histogram.bars().stream()
                .mapToLong(bar -> bar.succeeded() + bar.failed())
                .sum();
        print("%s: %s, %d counted, complete: %s", what, times(draw), counted, histogram.complete());
    }

    private static String times(Callable<?> work) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            work.call();
            times.add(1_000 * seconds(start));
        }
        times.sort(Double::compare);
        return String.format(Locale.ROOT, "median %.1f ms, slowest %.1f ms", times.get(TIMES / 2), times.getLast());
    }

    /** What the server itself says about its slowest commands, in microseconds. */
    private static void slowest(TestServer server, String during) {
        String longest = server.ask(
                "EVAL",
                "local m = 0 for _, e in ipairs(redis.call('SLOWLOG', 'GET', 128)) do m = math.max(m, e[3]) end"
                        + " return tostring(m) .. ' us, ' .. redis.call('SLOWLOG', 'LEN') .. ' over 10 ms'",
                "0");
        print("slowest script while %s: %s", during, longest);
        server.ask("SLOWLOG", "RESET");
    }

    private static String info(TestServer server, String section, String name) {
        return server.ask("INFO", section)
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElse("none");
    }

    private static double number(TestServer server, String section, String name) {
        return Double.parseDouble(info(server, section, name).substring(name.length()));
    }

    private static ActivityAsk ask() {
        return new ActivityAsk(CallSamples.ENVIRONMENT);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(String format, Object... values) {
        System.out.println("ACTIVITY " + String.format(Locale.ROOT, format, values));
    }
}
