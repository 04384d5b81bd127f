// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Instant;
import java.util.List;

/**
 * How many calls ended when.
 *
 * @param bars of equal width, without gaps, oldest first
 * @param complete false when there was more to look at than one search may
 */
public record ActivityHistogram(List<Bar> bars, boolean complete) {

    /** @param to not included */
    public record Bar(Instant from, Instant to, long succeeded, long failed) {}
}
