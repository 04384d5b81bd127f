// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import java.util.Map;

/** One sample of each target, taken in turns with answers of one size; the keys are the targets' names. */
record Round(int number, int size, Map<String, Sample> samples) {

    Sample of(String target) {
        Sample sample = samples.get(target);
        if (sample == null) {
            throw new IllegalArgumentException("target: " + target + " (expected: one of " + samples.keySet() + ")");
        }
        return sample;
    }

    /** What going through this target costs in the middle, compared with asking the upstream directly. */
    double addedP50(String target) {
        return of(target).p50Micros() - of("direct").p50Micros();
    }

    double addedP99(String target) {
        return of(target).p99Micros() - of("direct").p99Micros();
    }
}
