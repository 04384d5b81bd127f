// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Several threads take, wait, leave and end at once; whatever happens, every permit is used once and nothing stays in flight. */
class QuotaGateStressTest {

    private static final int LIMIT = 4_000;
    private static final int THREADS = 4;
    private static final int STEPS = 2_000;
    private static final int CONNECTIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Scheduler timers = Schedulers.newParallel("timers", 2);
    private final Scheduler redis = Schedulers.newSingle("redis");
    private final AtomicLong sent = new AtomicLong();
    private final List<Bucket> buckets = List.of(bucket(null, "app"), bucket("octocat", "default"));

    @AfterEach
    void stop() {
        threads.shutdownNow();
        timers.dispose();
        redis.dispose();
    }

    @RepeatedTest(5)
    void permitsAreConserved(RepetitionInfo repetition) throws Exception {
        QuotaSettings settings =
                new QuotaSettings(QuotaMode.ENFORCE, 100_000, Duration.ofMillis(5), 100, Duration.ofSeconds(10));
        QuotaGate gate = new QuotaGate(
                settings,
                new DistantLedger(LocalLedger.alone(System::currentTimeMillis, 100)),
                timers,
                System::nanoTime);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(repetition.getCurrentRepetition() * 100L + i);
            running.add(threads.submit(() -> hurry(gate, random)));
        }
        for (Future<?> each : running) {
            each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        awaitQuiet(gate);

        useUp(gate);

        awaitQuiet(gate);
        assertThat(sent.get())
                .as("repetition %d", repetition.getCurrentRepetition())
                .isEqualTo(LIMIT);
    }

    private void hurry(QuotaGate gate, Random random) {
        for (int i = 0; i < STEPS; i++) {
            String connection = "c" + random.nextInt(CONNECTIONS);
            int fate = random.nextInt(10);
            Admission admission = gate.tryAdmit(buckets, connection, Priority.NORMAL);
            if (admission != null) {
                end(admission, fate);
                continue;
            }
            Priority priority = Priority.values()[random.nextInt(3)];
            Receiver waiting = new Receiver(fate);
            gate.admit(buckets, new Ask(connection, priority, Duration.ofSeconds(1)))
                    .subscribe(waiting);
            if (fate < 4) {
                timers.schedule(waiting::dispose, random.nextInt(300), TimeUnit.MICROSECONDS);
            }
        }
    }

    private void end(Admission admission, int fate) {
        if (fate < 5) {
            admission.unsent();
        } else {
            sent.incrementAndGet();
            if (fate == 5) {
                admission.failed();
            } else {
                admission.answered(Reading.NONE);
            }
        }
        admission.failed();
    }

    /** By all connections: what is left of one's share is kept for it, and held back from the others. */
    private void useUp(QuotaGate gate) {
        int before;
        do {
            before = sent.intValue();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                useUp(gate, "c" + connection);
            }
        } while (sent.intValue() > before);
    }

    private void useUp(QuotaGate gate, String connection) {
        for (Admission more = admission(gate, connection); more != null; more = admission(gate, connection)) {
            end(more, 9);
        }
    }

    /** Null when nothing is left for the connection: it is refused, or held back for the others. */
    private @Nullable Admission admission(QuotaGate gate, String connection) {
        return gate.admit(buckets, new Ask(connection, Priority.NORMAL, PATIENCE))
                .timeout(HELD_BACK)
                .doOnDiscard(Admission.class, Admission::unsent)
                .onErrorComplete()
                .block(PATIENCE);
    }

    private static void awaitQuiet(QuotaGate gate) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(gate.stats().inFlight()).isZero();
            assertThat(gate.stats().waiting()).isZero();
        });
    }

    private static Bucket bucket(String connection, String name) {
        return new Bucket(new BucketKey("dev", "github", connection, name), new Sliding(LIMIT, Duration.ofHours(1)));
    }

    /** Takes what comes, also when it comes while this leaves. */
    private final class Receiver extends BaseSubscriber<Admission> {

        private final int fate;

        Receiver(int fate) {
            this.fate = fate;
        }

        @Override
        protected void hookOnNext(Admission admission) {
            end(admission, fate);
        }

        @Override
        protected void hookOnError(Throwable refused) {
            // Nothing was received, so nothing is to be ended.
        }
    }

    /** Answers on a thread of its own. */
    private final class DistantLedger implements QuotaLedger {

        private final QuotaLedger near;

        DistantLedger(QuotaLedger near) {
            this.near = near;
        }

        @Override
        public Mono<Standing> settle(Claim claim) {
            return near.settle(claim).subscribeOn(redis);
        }

        @Override
        public Flux<BucketView> live(String environment) {
            return near.live(environment);
        }

        @Override
        public void listen(Consumer<BucketNotice> listener) {
            near.listen(listener);
        }

        @Override
        public int replicas() {
            return 1;
        }
    }
}
