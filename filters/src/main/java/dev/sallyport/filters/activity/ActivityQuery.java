// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.access.AllowList;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of an environment are asked for. All parts have to fit; null fits everything.
 *
 * @param integrations those that may be seen at all; where it is limited, calls without an integration are not seen
 * @param connections likewise
 * @param statuses inclusive range of the answer's status
 * @param error wire name of the gateway's error
 * @param failed only calls that failed, or only others
 * @param text part of path, host, connection, trace id or error message; Latin letters in any case. Where it is the whole of a trace id or
 *     of a record's id that is kept, it means that alone
 * @param from calls that ended then or later
 * @param to calls that ended before
 */
public record ActivityQuery(
        String environment,
        AllowList integrations,
        AllowList connections,
        @Nullable Statuses statuses,
        @Nullable Boolean failed,
        @Nullable String integration,
        @Nullable String connectionId,
        @Nullable String provider,
        @Nullable String method,
        @Nullable String error,
        @Nullable String text,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** From the first to the last, both included. */
    public record Statuses(int first, int last) {}
}
