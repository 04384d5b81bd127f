// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompositeRefreshObserverTest {

    private static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");

    private final AtomicInteger failures = new AtomicInteger();
    private final List<String> seen = new ArrayList<>();

    @Test
    void oneThatFailsIsCountedAndTheOtherHearsAll() {
        RefreshObserver observer =
                new CompositeRefreshObserver(new Failing(), new Recording(), failures::incrementAndGet);

        observer.started(KEY, "github", "parent").ended("renewed");
        observer.broken(KEY, "github", "invalid_grant", Instant.EPOCH);
        observer.recovered(KEY, "github");

        assertThat(seen).containsExactly("started parent", "ended renewed", "broken invalid_grant", "recovered");
        assertThat(failures).hasValue(3);
    }

    private final class Recording implements RefreshObserver {

        @Override
        public Watch started(ConnectionKey key, String provider, String traceParent) {
            seen.add("started " + traceParent);
            return outcome -> seen.add("ended " + outcome);
        }

        @Override
        public void broken(ConnectionKey key, String provider, String reason, Instant since) {
            seen.add("broken " + reason);
        }

        @Override
        public void recovered(ConnectionKey key, String provider) {
            seen.add("recovered");
        }
    }

    private static final class Failing implements RefreshObserver {

        @Override
        public Watch started(ConnectionKey key, String provider, String traceParent) {
            throw new IllegalStateException("bug");
        }

        @Override
        public void broken(ConnectionKey key, String provider, String reason, Instant since) {
            throw new IllegalStateException("bug");
        }

        @Override
        public void recovered(ConnectionKey key, String provider) {
            throw new IllegalStateException("bug");
        }
    }
}
