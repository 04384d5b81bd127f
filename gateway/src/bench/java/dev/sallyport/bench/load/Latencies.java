// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import java.util.Arrays;

/** Times from the moment a request was due until its answer was complete. */
public final class Latencies {

    private static final double NANOS_PER_MICRO = 1000;

    private final long[] sortedNanos;

    Latencies(long[] nanos) {
        this.sortedNanos = nanos.clone();
        Arrays.sort(sortedNanos);
    }

    public double p50Micros() {
        return microsAt(0.50);
    }

    public double p99Micros() {
        return microsAt(0.99);
    }

    private double microsAt(double share) {
        int index = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(index, 0)] / NANOS_PER_MICRO;
    }
}
