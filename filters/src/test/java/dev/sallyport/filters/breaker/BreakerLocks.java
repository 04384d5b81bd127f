// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Resilience4j guards a breaker's window, and its step from open to half open, by locks that it holds for some 40 ns. */
public final class BreakerLocks implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("io.github.resilience4j.core.metrics.SlidingTimeWindowMetrics", "record")
                .allowBlockingCallsInside("io.github.resilience4j.core.metrics.FixedSizeSlidingWindowMetrics", "record")
                .allowBlockingCallsInside(
                        "io.github.resilience4j.circuitbreaker.internal.CircuitBreakerStateMachine$OpenState",
                        "toHalfOpenState");
    }
}
