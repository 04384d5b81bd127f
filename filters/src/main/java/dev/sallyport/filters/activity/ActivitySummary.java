// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a call, and what calls are searched by. What was not known when the call ended is null.
 *
 * @param startedAt when its head had come
 * @param environment the tenant
 * @param apiKeyId public id of the API key
 * @param method the caller's HTTP method
 * @param path the caller's path as sent, without query and without secrets; begins with {@code /proxy/}
 * @param host the upstream's, without port; empty where it may hold a secret
 * @param status what the caller was sent; 0 when it left before any
 * @param error the gateway's own error; null when the upstream answered
 * @param outcome how the exchange with the caller closed
 * @param attempts sends to the upstream
 * @param waited for limits, for a credential and between attempts, together
 * @param total from the head of the request to the last byte of the answer
 * @param traceId 32 hex digits; empty when nothing traced
 * @param replayOf id of the record that this call repeated; null for others
 */
public record ActivitySummary(
        Instant startedAt,
        String environment,
        String apiKeyId,
        @Nullable String integration,
        @Nullable String connectionId,
        @Nullable String provider,
        String method,
        String path,
        String host,
        int status,
        @Nullable ErrorCode error,
        CallEnd.Outcome outcome,
        int attempts,
        Duration waited,
        Duration total,
        String traceId,
        @Nullable String replayOf) {

    private static final int FIRST_ERROR = 400;

    /** Whether the caller did not get what it asked for, whoever is to blame. */
    public boolean isFailed() {
        return error != null || status >= FIRST_ERROR || outcome != CallEnd.Outcome.COMPLETED;
    }
}
