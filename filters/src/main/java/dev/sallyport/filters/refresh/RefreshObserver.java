// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import java.time.Instant;

/** Hears of refreshes. Nothing here blocks or throws. */
public interface RefreshObserver {

    /** Hears nothing. */
    RefreshObserver NOOP = new RefreshObserver() {
        @Override
        public Watch started(ConnectionKey key, String provider, String traceParent) {
            return Watch.NOOP;
        }

        @Override
        public void broken(ConnectionKey key, String provider, String reason, Instant since) {}

        @Override
        public void recovered(ConnectionKey key, String provider) {}
    };

    /**
     * This replica begins a refresh, or to wait for another's. It belongs to no call, and may outlast the one it begins for.
     *
     * @param traceParent the span of that one, as the W3C header of that name tells it; empty when there is none
     */
    Watch started(ConnectionKey key, String provider, String traceParent);

    /**
     * A provider refused the connection's credential for good. Once over all replicas, as long as the credential stays the same.
     *
     * @param reason one word, never a value
     */
    void broken(ConnectionKey key, String provider, String reason, Instant since);

    /** A connection that was broken has a good credential again. Once. */
    void recovered(ConnectionKey key, String provider);

    /** One refresh in progress. */
    @FunctionalInterface
    interface Watch {

        /** Ignores it. */
        Watch NOOP = outcome -> {};

        /**
         * It ended. Called once.
         *
         * @param outcome one of few words: {@code renewed}, {@code refused}, {@code failing}, {@code busy}, {@code gone},
         *     {@code store_unavailable}, {@code error}
         */
        void ended(String outcome);
    }
}
