// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshObserver;
import java.time.Instant;

/** Two adapters as one. What one of them fails to take is dropped and counted; the other one and the refresh go on. */
final class CompositeRefreshObserver implements RefreshObserver {

    private final RefreshObserver first;
    private final RefreshObserver second;
    private final Runnable onFailure;

    CompositeRefreshObserver(RefreshObserver first, RefreshObserver second, Runnable onFailure) {
        this.first = first;
        this.second = second;
        this.onFailure = onFailure;
    }

    @Override
    public Watch started(ConnectionKey key, String provider, String traceParent) {
        Watch one = watch(first, key, provider, traceParent);
        Watch other = watch(second, key, provider, traceParent);
        return outcome -> {
            run(() -> one.ended(outcome));
            run(() -> other.ended(outcome));
        };
    }

    @Override
    public void broken(ConnectionKey key, String provider, String reason, Instant since) {
        run(() -> first.broken(key, provider, reason, since));
        run(() -> second.broken(key, provider, reason, since));
    }

    @Override
    public void recovered(ConnectionKey key, String provider) {
        run(() -> first.recovered(key, provider));
        run(() -> second.recovered(key, provider));
    }

    private Watch watch(RefreshObserver observer, ConnectionKey key, String provider, String traceParent) {
        try {
            return observer.started(key, provider, traceParent);
        } catch (RuntimeException bug) {
            onFailure.run();
            return Watch.NOOP;
        }
    }

    private void run(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException bug) {
            onFailure.run();
        }
    }
}
