// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;

/** How a refresh ended for everybody who waited for it. */
sealed interface RefreshOutcome {

    RefreshOutcome BUSY = new Busy();
    RefreshOutcome GONE = new Gone();

    /** The word for telemetry. */
    String word();

    /** The newest connection, whoever renewed it. */
    record Renewed(Connection connection) implements RefreshOutcome {
        @Override
        public String word() {
            return "renewed";
        }
    }

    /** Nothing new, and none to be had before the setback is over. */
    record Stopped(Setback setback) implements RefreshOutcome {
        @Override
        public String word() {
            return setback.kind() == Setback.Kind.REFUSED ? "refused" : "failing";
        }
    }

    /** Another replica is at it, and nobody here waits for the result. */
    record Busy() implements RefreshOutcome {
        @Override
        public String word() {
            return "busy";
        }
    }

    /** The connection was deleted. */
    record Gone() implements RefreshOutcome {
        @Override
        public String word() {
            return "gone";
        }
    }
}
