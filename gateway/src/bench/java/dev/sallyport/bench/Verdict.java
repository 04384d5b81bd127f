// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import java.util.List;

/**
 * How the gateway stands to the bare route.
 *
 * @param throughput of it, as a share of the bare route's
 * @param addedP50 of it, as a multiple of the bare route's
 */
record Verdict(double throughput, double addedP50) {

    static final double LEAST_THROUGHPUT = 0.8;
    static final double MOST_ADDED_P50 = 1.3;

    static Verdict of(List<Round> rounds, String target, String base) {
        return new Verdict(
                Report.ratio(
                        rounds,
                        round -> round.of(target).perSecond(),
                        round -> round.of(base).perSecond()),
                Report.ratio(rounds, round -> round.addedP50(target), round -> round.addedP50(base)));
    }

    boolean passes() {
        return throughput >= LEAST_THROUGHPUT && addedP50 <= MOST_ADDED_P50;
    }
}
