// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final int SECONDS = 10;

    private final RetryBudget budget = new RetryBudget(0.2, 10);

    @Test
    void fewCallsMayBeRepeatedTenTimesASecond() {
        budget.called(1000);

        assertThat(taken(1000, 500)).isEqualTo(100);
        assertThat(taken(1009, 500)).isZero();
        assertThat(taken(1010, 500)).isEqualTo(100);
    }

    @Test
    void ofManyCallsAFifthMayBeRepeated() {
        for (int i = 0; i < 2000; i++) {
            budget.called(1000 + i % SECONDS);
        }

        assertThat(taken(1009, 5000)).isEqualTo(400);
    }

    @Test
    void whatIsOldCountsNoLonger() {
        for (int i = 0; i < 2000; i++) {
            budget.called(1000);
        }
        assertThat(taken(1000, 5000)).isEqualTo(400);

        assertThat(taken(1010, 5000)).as("the calls are as old as the retries").isEqualTo(100);
    }

    /** Every call fails and so does every retry. */
    @Test
    void underTotalFailureTheUpstreamGetsNoMoreThanAFifthOnTop() {
        long seed = 8261;
        Random random = new Random(seed);
        for (int schedule = 0; schedule < 300; schedule++) {
            RetryBudget tried = new RetryBudget(0.2, 10);
            int calls = 0;
            int retries = 0;
            for (int second = 1; second < 120; second++) {
                int called = 100 + random.nextInt(200);
                for (int i = 0; i < called; i++) {
                    tried.called(second);
                    for (int repeated = 0; repeated < 10 && tried.tryRetry(second); repeated++) {
                        retries++;
                    }
                }
                calls += called;
            }
            assertThat(retries / (double) calls)
                    .as("retries per call, seed %d, schedule %d", seed, schedule)
                    .isBetween(0.18, 0.202);
        }
    }

    @Test
    void threadsTogetherNeverTakeMoreThanThereIs() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    await(start);
                    taken.addAndGet(taken(1000, 500));
                });
            }
            start.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(taken).hasValue(100);
    }

    private int taken(long second, int asked) {
        int taken = 0;
        for (int i = 0; i < asked; i++) {
            taken += budget.tryRetry(second) ? 1 : 0;
        }
        return taken;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
