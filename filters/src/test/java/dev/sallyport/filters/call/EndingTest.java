// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EndingTest {

    private final List<String> done = new ArrayList<>();
    private final Ending ending = new Ending();

    @Test
    void everythingIsDoneOnceAndInOrder() {
        ending.add(() -> done.add("first"));
        ending.add(() -> done.add("second"));
        ending.add(() -> done.add("third"));
        assertThat(done).isEmpty();

        ending.over();
        ending.over();

        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void whatComesAfterTheEndIsDoneAtOnce() {
        ending.over();
        ending.add(() -> done.add("late"));
        ending.over();

        assertThat(done).containsExactly("late");
    }

    @RepeatedTest(200)
    void anEndInTheMidstOfAdditionsLosesNone() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread adding = Thread.ofVirtual().start(() -> {
            awaitQuietly(start);
            for (int i = 0; i < 20; i++) {
                ending.add(count::incrementAndGet);
            }
        });
        Thread ends = Thread.ofVirtual().start(() -> {
            awaitQuietly(start);
            ending.over();
        });
        start.countDown();

        assertThat(adding.join(Duration.ofSeconds(5))).isTrue();
        assertThat(ends.join(Duration.ofSeconds(5))).isTrue();
        assertThat(count).hasValue(20);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
