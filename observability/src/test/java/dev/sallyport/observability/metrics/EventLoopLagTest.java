// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLoopLagTest {

    private final AtomicLong nanos = new AtomicLong();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Timer lag = new ReplicaMeters(new SimpleMeterRegistry()).eventLoopLag();
    private final EventLoopLag watch = EventLoopLag.watch(List.of(channel.eventLoop()), nanos::get, lag);

    EventLoopLagTest() {
        channel.freezeTime();
    }

    @Test
    void aLoopThatIsInTimeIsNotLate() {
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));

        assertThat(lag.count()).isEqualTo(2);
        assertThat(lag.max(TimeUnit.MILLISECONDS)).isZero();
    }

    @Test
    void aLoopThatWasBusyIsLateByAsMuchAndOnce() {
        pass(Duration.ofMillis(1_250));
        pass(Duration.ofMillis(1_000));

        assertThat(lag.max(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(lag.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
    }

    @Test
    void nothingIsAskedAfterTheEnd() {
        watch.close();
        pass(Duration.ofSeconds(5));

        assertThat(lag.count()).isZero();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
