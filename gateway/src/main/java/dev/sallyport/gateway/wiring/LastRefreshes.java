// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.refresh.CredentialRefresher;
import org.springframework.context.SmartLifecycle;

/**
 * Holds a stop back until the last refresh is over, for no longer than the time that Spring gives each phase: what a provider
 * has granted may exist nowhere else yet.
 */
final class LastRefreshes implements SmartLifecycle {

    private final CredentialRefresher refresher;
    private volatile boolean running;

    LastRefreshes(CredentialRefresher refresher) {
        this.refresher = refresher;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        refresher.whenOver(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the server, which begins refreshes, has stopped: the later to start is the earlier to stop. */
    @Override
    public int getPhase() {
        return 0;
    }
}
