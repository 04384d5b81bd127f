// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshObserver.Watch;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeterRefreshObserverTest {

    private static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final MeterRefreshObserver observer = new MeterRefreshObserver(registry);

    @Test
    void refreshesAreCountedWhileInWorkAndTimedByOutcome() {
        Watch renewed = observer.started(KEY, "github", "");
        Watch failing = observer.started(KEY, "github", "");
        assertThat(registry.get("sallyport.refreshes.active").gauge().value()).isEqualTo(2);
        clock.add(Duration.ofMillis(300));
        renewed.ended("renewed");
        failing.ended("failing");

        assertThat(registry.get("sallyport.refreshes.active").gauge().value()).isZero();
        Timer timer = registry.get("sallyport.refreshes")
                .tags("provider", "github", "outcome", "renewed")
                .timer();
        assertThat(timer.count()).isOne();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(300);
    }

    @Test
    void connectionsThatBreakAndRecoverAreCounted() {
        observer.broken(KEY, "github", "invalid_grant", Instant.EPOCH);
        observer.broken(KEY, "github", "invalid_grant", Instant.EPOCH);
        observer.recovered(KEY, "github");

        assertThat(registry.get("sallyport.connections.broken")
                        .tags("provider", "github", "reason", "invalid_grant")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("sallyport.connections.recovered")
                        .tags("provider", "github")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void reasonsThatAProviderMakesUpCostNoMemory() {
        for (int i = 0; i < 200; i++) {
            observer.broken(KEY, "github", "reason_" + i, Instant.EPOCH);
        }

        assertThat(registry.getMeters().size()).isLessThan(50);
    }
}
