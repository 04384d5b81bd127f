// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.filters.quota.TestClaim;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Three replicas with many threads each, against a provider that counts. */
class QuotaConcurrencyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LIMIT = 200;
    private static final int WINDOWS = 4;
    private static final int THREADS_PER_REPLICA = 4;

    /** Counts calls in fixed windows and never refuses, so that a test sees what it would have had to refuse. */
    private static final class Provider {

        private static final long WINDOW_NANOS = Duration.ofMillis(2_000).toNanos();

        private final long start = System.nanoTime();
        private final AtomicIntegerArray calls = new AtomicIntegerArray(1_000);

        Sighting call() {
            long since = System.nanoTime() - start;
            int remaining = Math.max(0, LIMIT - calls.incrementAndGet(window(since)));
            long resetIn = WINDOW_NANOS - since % WINDOW_NANOS;
            return new Sighting((long) LIMIT, remaining, Duration.ofNanos(resetIn), null);
        }

        boolean isOver() {
            return window(System.nanoTime() - start) >= WINDOWS;
        }

        private static int window(long since) {
            return (int) (since / WINDOW_NANOS);
        }
    }

    /** One replica: spends on credit where it has some, else asks; reports after every answer. */
    private static final class Replica {

        private final QuotaLedger ledger;
        private final Bucket bucket;
        private final Provider provider;
        private final AtomicInteger inFlight = new AtomicInteger();
        private long window;
        private long spent;
        private long credit;

        Replica(QuotaLedger ledger, Bucket bucket, Provider provider) {
            this.ledger = ledger;
            this.bucket = bucket;
            this.provider = provider;
        }

        Void run() {
            while (!provider.isOver()) {
                if (mayGo()) {
                    inFlight.incrementAndGet();
                    Sighting seen = provider.call();
                    inFlight.decrementAndGet();
                    settle(seen, 0);
                }
            }
            return null;
        }

        private boolean mayGo() {
            return spendCredit() || settle(null, 1).granted().getFirst() == 1;
        }

        private synchronized boolean spendCredit() {
            if (credit == 0 || credit == Standing.UNLIMITED) {
                return false;
            }
            credit--;
            spent++;
            return true;
        }

        /** One at a time, as the totals of a replica need an order. */
        private synchronized Standing settle(Sighting seen, int wanted) {
            TestClaim claim = TestClaim.of(bucket)
                    .window(window)
                    .spent(spent)
                    .inFlight(inFlight.get())
                    .sees(seen);
            Claim asked = wanted == 0 ? claim.claim() : claim.wants(wanted).claim();
            Standing standing = ledger.settle(asked).block(PATIENCE);
            if (standing.window() != window) {
                window = standing.window();
                spent = 0;
            }
            credit = standing.credit();
            return standing;
        }
    }

    @Test
    void threeReplicasNeverExceedALimitByMoreThanOneInTwenty() throws Exception {
        try (TestServer server = TestServer.start();
                RedisStores one = TestStores.open(server.uri());
                RedisStores two = TestStores.open(server.uri());
                RedisStores three = TestStores.open(server.uri());
                ExecutorService threads = Executors.newFixedThreadPool(3 * THREADS_PER_REPLICA)) {
            List<RedisStores> replicas = List.of(one, two, three);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> replicas.stream()
                            .allMatch(stores -> stores.quotaLedger().replicas() == 3));
            Bucket bucket = new Bucket(new BucketKey("dev", "github", "octocat", "default"), new Fixed());
            learnLimit(one.quotaLedger(), bucket);
            Provider provider = new Provider();

            List<Future<Void>> running = new ArrayList<>();
            for (RedisStores stores : replicas) {
                Replica replica = new Replica(stores.quotaLedger(), bucket, provider);
                for (int i = 0; i < THREADS_PER_REPLICA; i++) {
                    running.add(threads.submit(replica::run));
                }
            }
            for (Future<Void> each : running) {
                each.get();
            }

            List<Integer> calls =
                    IntStream.range(0, WINDOWS).map(provider.calls::get).boxed().toList();
            assertThat(calls)
                    .as("calls per window")
                    .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(LIMIT * 105 / 100));
            // It must not keep the limit by doing nothing.
            assertThat(calls.stream().mapToInt(count -> count).sum()).isGreaterThan(LIMIT * WINDOWS / 2);
        }
    }

    /** The first calls of all go unhindered, whoever keeps the ledger: no limit is known then. */
    private static void learnLimit(QuotaLedger ledger, Bucket bucket) {
        Sighting seen = new Sighting((long) LIMIT, LIMIT, Duration.ofMillis(2_000), null);
        ledger.settle(TestClaim.of(bucket).sees(seen).claim()).block(PATIENCE);
    }
}
