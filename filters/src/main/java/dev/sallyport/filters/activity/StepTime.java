// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Duration;

/**
 * How the times of a call's steps are told.
 *
 * @param start when the call's head had come, of the monotonic clock
 * @param end when the call was over
 */
record StepTime(long start, long end) {

    /** Since the call's start. */
    Duration at(long nanos) {
        return between(start, nanos);
    }

    /**
     * How long something lasted.
     *
     * @param to when it ended; 0 when it was not told to, and then it lasted until the call's end
     */
    Duration lasted(long from, long to) {
        return between(from, to == 0 ? end : to);
    }

    private static Duration between(long from, long to) {
        return Duration.ofNanos(Math.max(0, to - from));
    }
}
