// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.telemetry.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt was repeated.
 *
 * @param nanos when that was decided, of the monotonic clock
 */
record ObservedDecision(@Nullable ObservedStep before, long nanos, String reason, boolean again)
        implements ObservedStep {

    @Override
    public ActivityStep.Decision toStep(StepTime time, Redaction redaction) {
        return new ActivityStep.Decision(time.at(nanos), redaction.text(reason), again);
    }
}
