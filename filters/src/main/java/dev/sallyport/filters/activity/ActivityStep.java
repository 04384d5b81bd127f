// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happened in the course of a call, in order. */
public sealed interface ActivityStep {

    /** Since the call's start. */
    Duration at();

    /**
     * A send to the upstream.
     *
     * @param number counts from 1
     * @param url masked; without host where that may hold a secret, without path after a redirect
     * @param connected until a connection was there, new or from the pool; null when none ever was
     * @param lasted until the head of the answer came, or the failure
     * @param status the upstream's; 0 when no head came
     * @param error why no head came; null when one did or when the caller left
     */
    record Attempt(
            Duration at,
            int number,
            String method,
            String url,
            @Nullable Duration connected,
            Duration lasted,
            int status,
            @Nullable ErrorCode error)
            implements ActivityStep {}

    /**
     * A wait while no attempt was in progress.
     *
     * @param result one of few words, such as how a refresh ended; empty where there is nothing to tell
     */
    record Wait(Duration at, WaitKind kind, Duration lasted, String result) implements ActivityStep {}

    /**
     * Whether an attempt that did not succeed was repeated.
     *
     * @param reason as {@code Sallyport-Retry-Reason} has it
     */
    record Decision(Duration at, String reason, boolean again) implements ActivityStep {}
}
