// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import dev.sallyport.bench.target.Target;
import dev.sallyport.bench.target.Usage;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Prints the rounds, their medians and how they stand to the bar. */
final class Report {

    private static final String HEAD = "%-10s %10s %10s %12s %10s %10s %10s %10s%n";
    private static final String ROW = "%-10s %,10.0f %,10.1f %,12.0f %,10.0f %,10.0f %,10.0f %,10.0f%n";
    private static final double MIB = 1 << 20;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void round(Round round) {
        // Tells whether others were using the machine: the load itself is worth about as many as there are cores.
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        print("%nround %d, %,d bytes (load average %.1f)%n", round.number(), round.size(), load);
        head();
        round.samples().keySet().forEach(target -> row(target, List.of(round)));
    }

    void medians(List<Round> rounds) {
        Round any = rounds.getFirst();
        print("%nmedians of %d rounds, %,d bytes%n", rounds.size(), any.size());
        head();
        any.samples().keySet().forEach(target -> row(target, rounds));
    }

    /** The ratios are taken within each round, where both saw the same machine, and the median of them is shown. */
    Verdict compare(List<Round> rounds, String target, String base) {
        Verdict verdict = Verdict.of(rounds, target, base);
        print(
                "%s / %s: throughput %.2f (expected: >= %.1f), added p50 %.2f (expected: <= %.1f), ",
                target,
                base,
                verdict.throughput(),
                Verdict.LEAST_THROUGHPUT,
                verdict.addedP50(),
                Verdict.MOST_ADDED_P50);
        print(
                "added p99 %.2f, CPU per request %.2f, allocation per request %.2f%n",
                ratio(rounds, round -> round.addedP99(target), round -> round.addedP99(base)),
                ratio(
                        rounds,
                        round -> round.of(target).cpuMicros(),
                        round -> round.of(base).cpuMicros()),
                ratio(
                        rounds,
                        round -> round.of(target).allocatedBytes(),
                        round -> round.of(base).allocatedBytes()));
        return verdict;
    }

    void usage(List<Target> targets) {
        print("%n%-10s %10s %12s %12s%n", "at the end", "GCs", "direct MiB", "resident MiB");
        for (Target target : targets) {
            Usage usage = target.usage();
            print(
                    "%-10s %,10d %,12.0f %,12.0f%n",
                    target.name(), usage.collections(), usage.directBytes() / MIB, usage.residentBytes() / MIB);
        }
    }

    private void head() {
        print(HEAD, "", "req/s", "CPU us/req", "alloc B/req", "p50 us", "p99 us", "+p50 us", "+p99 us");
    }

    private void row(String target, List<Round> rounds) {
        print(
                ROW,
                target,
                Median.of(rounds, round -> round.of(target).perSecond()),
                Median.of(rounds, round -> round.of(target).cpuMicros()),
                Median.of(rounds, round -> round.of(target).allocatedBytes()),
                Median.of(rounds, round -> round.of(target).p50Micros()),
                Median.of(rounds, round -> round.of(target).p99Micros()),
                Median.of(rounds, round -> round.addedP50(target)),
                Median.of(rounds, round -> round.addedP99(target)));
    }

    static double ratio(List<Round> rounds, ToDoubleFunction<Round> above, ToDoubleFunction<Round> below) {
        return Median.of(rounds, round -> above.applyAsDouble(round) / below.applyAsDouble(round));
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
    }
}
