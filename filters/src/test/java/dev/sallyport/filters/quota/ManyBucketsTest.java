// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Reading.OfBucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Far more connections than a replica keeps in mind. {@code -Dsallyport.test.buckets=1000000} for a longer look. */
class ManyBucketsTest {

    private static final int REMEMBERED = 2_000;
    private static final int BUCKETS = Integer.getInteger("sallyport.test.buckets", 20_000);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(1);
    private static final long KIB = 1024;

    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();

    @Test
    void whatAReplicaKeepsInMindIsBounded() {
        useUp(gate(LocalLedger.alone(() -> timers.now(TimeUnit.MILLISECONDS), REMEMBERED)));
    }

    /** Alone it keeps books of its own as well. */
    @Test
    void soItIsWhileTheLedgerIsAway() {
        useUp(gate(new AwayLedger()));
    }

    private void useUp(QuotaGate gate) {
        call(gate, 0, REMEMBERED);
        long first = usedHeap();

        call(gate, REMEMBERED, BUCKETS);

        assertThat(gate.stats().buckets()).isLessThanOrEqualTo(REMEMBERED);
        assertThat(gate.stats().inFlight()).isZero();
        assertThat(gate.stats().waiting()).isZero();
        long more = usedHeap() - first;
        System.out.printf("%d buckets, %d KiB more heap than with %d%n", BUCKETS, more / KIB, REMEMBERED);
        assertThat(more)
                .as("more bytes of heap than with the %d remembered", REMEMBERED)
                .isLessThan(8 * KIB * KIB);
    }

    private QuotaGate gate(QuotaLedger ledger) {
        QuotaSettings settings =
                new QuotaSettings(QuotaMode.ENFORCE, 1_000, Duration.ofMillis(5), REMEMBERED, Duration.ofMillis(100));
        return new QuotaGate(settings, ledger, timers, () -> timers.now(TimeUnit.NANOSECONDS));
    }

    /** Two calls through each connection, of which the provider tells a limit. */
    private void call(QuotaGate gate, int from, int to) {
        Flux.range(from, to - from)
                .concatMap(i -> {
                    Bucket bucket =
                            new Bucket(new BucketKey("dev", "github", "connection-" + i, "default"), new Fixed());
                    Mono<Void> call = Mono.defer(() -> gate.admit(
                                    List.of(bucket),
                                    new Ask("connection-" + i, Priority.NORMAL, Duration.ofSeconds(10))))
                            .doOnNext(admission -> answer(admission, bucket))
                            .doOnTerminate(() -> timers.advanceTimeBy(BETWEEN_CALLS))
                            .then();
                    return call.then(call);
                })
                .then()
                .block(PATIENCE);
    }

    private static void answer(Admission admission, Bucket bucket) {
        admission.answered(new Reading(
                List.of(new OfBucket(bucket, new Sighting(5_000L, 4_000, Duration.ofHours(1), null))), null));
    }

    /** After collections that find nothing more. */
    private static long usedHeap() {
        long[] least = {Long.MAX_VALUE};
        Awaitility.await("heap at rest")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    System.gc();
                    Runtime heap = Runtime.getRuntime();
                    long used = heap.totalMemory() - heap.freeMemory();
                    boolean settled = used > least[0] - 64 * KIB;
                    least[0] = Math.min(least[0], used);
                    return settled;
                });
        return least[0];
    }

    /** Nobody answers, at once. */
    private static final class AwayLedger implements QuotaLedger {

        @Override
        public Mono<Standing> settle(Claim claim) {
            return Mono.error(new StoreUnavailableException("away"));
        }

        @Override
        public Flux<BucketView> live(String environment) {
            return Flux.empty();
        }

        @Override
        public void listen(Consumer<BucketNotice> listener) {}

        @Override
        public int replicas() {
            return 3;
        }
    }
}
