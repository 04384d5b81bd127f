// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.error.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended. What was not known by then is null.
 *
 * @param status the status the caller was sent; 0 when the caller left before any
 * @param error the gateway's own error; null when the upstream answered
 * @param outcome how the exchange closed
 * @param attempts sends to the upstream
 * @param waited for a provider's limits, before all attempts together
 * @param requestBytes body bytes sent to the upstream by the last attempt
 * @param responseBytes body bytes relayed to the caller
 */
public record CallEnd(
        @Nullable String integration,
        @Nullable String connectionId,
        @Nullable String provider,
        int status,
        @Nullable ErrorCode error,
        Outcome outcome,
        int attempts,
        Duration waited,
        long requestBytes,
        long responseBytes) {

    private static final int FIRST_ERROR = 400;

    /** Whether the caller did not get what it asked for, whoever is to blame. */
    public boolean isFailed() {
        return error != null || status >= FIRST_ERROR || outcome != Outcome.COMPLETED;
    }

    /** How the exchange with the caller closed. */
    public enum Outcome {
        /** The whole answer was written. */
        COMPLETED,
        /** The answer broke off after its head was written. */
        TRUNCATED,
        /** The caller left before the end. */
        CANCELLED
    }
}
