// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.random.RandomGenerator;

/** Which of the calls that succeeded are kept. The same ones of a trace by every replica, as far as there is one. */
public final class Sample {

    /** The part of a trace id that W3C wants to be random: its last seven bytes. */
    private static final int RANDOM_BITS = 56;

    private static final int RANDOM_DIGITS = RANDOM_BITS / 4;
    private static final int TRACE_ID_DIGITS = 32;

    private final double share;
    private final RandomGenerator random;

    /**
     * @param share from 0 to 1
     * @param random for calls that nothing traces; safe for several threads
     */
    public Sample(double share, RandomGenerator random) {
        this.share = share;
        this.random = random;
    }

    boolean keeps(String traceId) {
        return share >= 1 || place(traceId) < share;
    }

    /** From 0 to 1. */
    private double place(String traceId) {
        if (traceId.length() != TRACE_ID_DIGITS) {
            return random.nextDouble();
        }
        long bits = Long.parseLong(traceId, TRACE_ID_DIGITS - RANDOM_DIGITS, TRACE_ID_DIGITS, 16);
        return bits / (double) (1L << RANDOM_BITS);
    }
}
