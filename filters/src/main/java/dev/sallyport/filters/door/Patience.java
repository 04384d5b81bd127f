// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import java.time.Duration;

/**
 * How long one and the same wait may last, judged by looking now and then. A wait counts from the first look that sees
 * it, so it is never cut short, and ends at most two looks late; in exchange nothing is measured on the request path.
 */
final class Patience {

    private final long limitNanos;
    private long waitedNanos;
    private long subject;
    private boolean waiting;

    Patience(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /**
     * @param nowWaiting whether there is a wait at all
     * @param nowSubject tells one wait from the next
     * @param passedNanos since the last look
     */
    boolean isSpent(boolean nowWaiting, long nowSubject, long passedNanos) {
        if (nowWaiting && waiting && nowSubject == subject) {
            waitedNanos += passedNanos;
            return waitedNanos >= limitNanos;
        }
        waiting = nowWaiting;
        subject = nowSubject;
        waitedNanos = 0;
        return false;
    }
}
