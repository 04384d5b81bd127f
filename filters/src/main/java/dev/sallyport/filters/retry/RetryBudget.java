// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps the retries of one host a small part of its calls, so that a host in trouble is not pushed further down by them (after
 * Finagle's {@code RetryBudget}): over the last ten seconds no more than a share of the calls, or a fixed number where calls are few.
 */
final class RetryBudget {

    private static final int SECONDS = 10;

    private final double share;
    private final int always;
    private final AtomicLongArray calls = new AtomicLongArray(SECONDS);
    private final AtomicLongArray retries = new AtomicLongArray(SECONDS);

    /**
     * @param share of the calls, 0 to 1
     * @param perSecond allowed in any case
     */
    RetryBudget(double share, int perSecond) {
        this.share = share;
        this.always = perSecond * SECONDS;
    }

    /** A call came, to be sent once at least. */
    void called(long second) {
        increment(calls, second);
    }

    /** Takes a retry off the budget if one is left. */
    synchronized boolean tryRetry(long second) {
        if (sum(retries, second) >= Math.max(share * sum(calls, second), always)) {
            return false;
        }
        increment(retries, second);
        return true;
    }

    /** Each slot holds a second in its upper half and that second's count in its lower; an old second's is overwritten. */
    private static void increment(AtomicLongArray slots, long second) {
        int slot = (int) (second % SECONDS);
        long seen;
        long next;
        do {
            seen = slots.get(slot);
            next = seen >>> Integer.SIZE == second ? seen + 1 : (second << Integer.SIZE) + 1;
        } while (!slots.compareAndSet(slot, seen, next));
    }

    private static long sum(AtomicLongArray slots, long second) {
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            long slot = slots.get(i);
            if (second - (slot >>> Integer.SIZE) < SECONDS) {
                sum += slot & 0xffff_ffffL;
            }
        }
        return sum;
    }
}
