// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a call's time went. What was not reached is null.
 *
 * @param door from the head of the request until its key was known
 * @param store until integration and connection were found
 * @param waited for limits, for a credential and between attempts, together
 * @param connect until the last attempt had a connection
 * @param head until the head of the last attempt's answer, from when it had the connection
 * @param total from the head of the request to the last byte of the answer
 */
public record ActivityTimings(
        Duration door,
        @Nullable Duration store,
        Duration waited,
        @Nullable Duration connect,
        @Nullable Duration head,
        Duration total) {}
