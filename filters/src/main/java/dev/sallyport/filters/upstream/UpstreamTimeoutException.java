// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.util.Locale;

/** The upstream took longer than a phase of the exchange may take; its connection is closed. */
final class UpstreamTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Phase phase;

    public UpstreamTimeoutException(Phase phase) {
        super("upstream too slow: " + phase.wireName(), null, false, false);
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }

    /** Parts of an exchange that have their own limit. */
    public enum Phase {
        /** Until the connection stands, TLS included. */
        CONNECT,
        /** From the request being written until the response's head. */
        HEAD,
        /** Pauses in the response's body. */
        BODY,
        /** The call as a whole. */
        TOTAL;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /** Value of {@code error.phase}. */
        public String wireName() {
            return wireName;
        }
    }
}
