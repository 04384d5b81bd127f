// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.telemetry.Redaction;
import org.jspecify.annotations.Nullable;

/** A step of a call as it was seen. Each knows the one before it, so that a call in progress needs no list. */
sealed interface ObservedStep permits ObservedAttempt, ObservedWait, ObservedDecision {

    /** Null for the first. */
    @Nullable
    ObservedStep before();

    /** What the record says of it. */
    ActivityStep toStep(StepTime time, Redaction redaction);
}
