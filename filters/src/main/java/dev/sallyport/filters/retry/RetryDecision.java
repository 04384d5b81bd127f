// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether an outcome is worth another attempt. */
sealed interface RetryDecision {

    /** A few words for callers, spans and meters; made of statuses and catalogue rules, never of values. */
    String reason();

    /**
     * Another attempt may help.
     *
     * @param hint how long the server asks to wait at least, more than zero; null when it says nothing
     * @param throttled whether it refused because of a limit, which takes longer to pass than a failure
     */
    record Again(String reason, @Nullable Duration hint, boolean throttled) implements RetryDecision {}

    /** Another attempt may help with another credential, and only with one; it counts as no retry. */
    record Renew(String reason) implements RetryDecision {}

    /** The outcome goes to the caller. */
    record Stop(String reason) implements RetryDecision {}
}
