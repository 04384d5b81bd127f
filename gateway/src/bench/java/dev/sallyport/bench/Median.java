// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of several measurements: one disturbed round does not move it. */
final class Median {

    private Median() {}

    static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double of(List<Round> rounds, ToDoubleFunction<Round> value) {
        return of(rounds.stream().mapToDouble(value).toArray());
    }
}
