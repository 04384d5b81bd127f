// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retries must not push down further what is already in trouble. */
@ExtendWith(SharedGateway.class)
class BudgetIT {

    private static final int PER_SECOND = 200;
    private static final Duration LENGTH = Duration.ofSeconds(6);

    /** Of ten retries a second over ten seconds. */
    private static final int ALWAYS = 100;

    private final SharedGateway.Running shared;

    BudgetIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    /** Every answer asks for more: by a status that neither opens the breaker nor speaks of limits. */
    @Test
    void underTotalFailureRetriesAddAFifth() throws Exception {
        AtomicInteger upstreamRequests = new AtomicInteger();
        AtomicInteger refusals = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        String failure = answer(404, "no");
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            upstreamRequests.incrementAndGet();
            wire.send(failure);
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            Semaphore room = new Semaphore(400);
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                long from = System.nanoTime();
                int planned = (int) (PER_SECOND * LENGTH.toSeconds());
                for (int i = 0; i < planned; i++) {
                    LockSupport.parkNanos(from + i * 1_000_000_000L / PER_SECOND - System.nanoTime());
                    room.acquire();
                    calls.incrementAndGet();
                    callers.submit(() -> {
                        try {
                            RawResponse answer = failingCall(route);
                            if (answer.headers("sallyport-retry-reason").contains("budget_exhausted")) {
                                refusals.incrementAndGet();
                            }
                        } finally {
                            room.release();
                        }
                        return null;
                    });
                }
            }
            double bound = Math.max(1.2 * calls.get(), calls.get() + ALWAYS) * 1.05;
            assertThat(upstreamRequests.get())
                    .as("requests upstream for %s calls", calls)
                    .isBetween(calls.get() + ALWAYS / 2, (int) bound);
            assertThat(refusals.get()).as("calls that were told of the budget").isGreaterThan(calls.get() / 3);
            assertThat(upstream.failures()).isEmpty();
        }
    }

    private static RawResponse failingCall(Route route) throws Exception {
        try (RawClient client = route.open().timeout(Duration.ofSeconds(30))) {
            RawResponse answer = client.send(route.head("GET", "/", "Retries: 3", "Retry-On: 404"))
                    .read();
            assertThat(answer.status()).isEqualTo(404);
            return answer;
        }
    }
}
