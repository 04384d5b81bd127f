// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

/** What a breaker does with the calls of its host. */
public enum BreakerState {
    /** Lets them through. */
    CLOSED,
    /** Refuses them. */
    OPEN,
    /** Lets a few through, to see whether the host has recovered. */
    HALF_OPEN
}
