// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityStats.Loss;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class ActivityFlusherTest {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ActivityStats stats = new ActivityStats();
    private final ActivityBuffer buffer = new ActivityBuffer(1000, stats);
    private final List<String> stored = new ArrayList<>();
    private Mono<Void> answer = Mono.empty();

    @AfterEach
    void dispose() {
        time.dispose();
    }

    @Test
    void whatIsInTheBufferIsStoredByEnvironmentAndInOrder() {
        start();
        time.advanceTimeBy(INTERVAL);
        add("dev", "1");
        add("prod", "2");
        add("dev", "3");
        time.advanceTimeBy(INTERVAL);

        assertThat(stored).containsExactly("dev [/proxy/1, /proxy/3]", "prod [/proxy/2]");
        assertThat(stats.records()).isEqualTo(3);
        assertThat(buffer.size()).isZero();
    }

    @Test
    void aCallWaitsForTheIntervalButABatchDoesNot() {
        start();
        time.advanceTimeBy(INTERVAL);
        add("dev", "1");
        time.advanceTimeBy(Duration.ofMillis(60));
        assertThat(stored).isEmpty();

        for (int i = 0; i < ActivityFlusher.BATCH; i++) {
            add("dev", "more");
        }
        time.advanceTimeBy(Duration.ofMillis(50));
        assertThat(stats.records()).isEqualTo(ActivityFlusher.BATCH + 1);
    }

    @Test
    void whatTheStoreDoesNotTakeIsLostAndCounted() {
        start();
        answer = Mono.error(new StoreUnavailableException("away"));
        add("dev", "1");
        add("prod", "2");
        time.advanceTimeBy(INTERVAL);
        answer = Mono.empty();
        add("dev", "3");
        time.advanceTimeBy(INTERVAL);

        assertThat(stats.lost(Loss.STORE_UNAVAILABLE)).isEqualTo(2);
        assertThat(stats.records()).isEqualTo(1);
        assertThat(stored).endsWith("dev [/proxy/3]");
    }

    @Test
    void aStoreThatNeverAnswersDoesNotHoldUpTheRestForLong() {
        start();
        answer = Mono.never();
        add("dev", "1");
        time.advanceTimeBy(INTERVAL);
        answer = Mono.empty();
        add("dev", "2");
        time.advanceTimeBy(Duration.ofSeconds(6));

        assertThat(stats.lost(Loss.STORE_UNAVAILABLE)).isEqualTo(1);
        assertThat(stats.records()).isEqualTo(1);
    }

    @Test
    void aStopStoresTheRest() {
        ActivityFlusher flusher = ActivityFlusher.start(
                buffer,
                new ReplayMark(new Random(1)),
                new AppendOnly(this::append),
                stats,
                Duration.ofSeconds(10),
                Schedulers.newSingle("flusher-test", true));
        for (int i = 0; i < 600; i++) {
            add("dev", "x");
        }
        flusher.close();

        assertThat(stats.records()).isEqualTo(600);
        assertThat(buffer.size()).isZero();
    }

    private void start() {
        var _ = ActivityFlusher.start(
                buffer, new ReplayMark(new Random(1)), new AppendOnly(this::append), stats, INTERVAL, time);
    }

    private void add(String environment, String path) {
        buffer.add(EndedCalls.call(environment, path));
    }

    private Mono<Void> append(String environment, List<ActivityRecord> records) {
        stored.add(environment + " "
                + records.stream().map(record -> record.summary().path()).toList());
        return answer;
    }
}
