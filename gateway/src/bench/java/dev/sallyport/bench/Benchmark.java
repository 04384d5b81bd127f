// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import dev.sallyport.bench.load.Wrk;
import dev.sallyport.bench.target.Target;
import dev.sallyport.bench.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs the comparison that {@code docs/benchmark.md} describes. */
public final class Benchmark {

    private final BenchOptions options;
    private final Report report = new Report(System.out);

    private Benchmark(BenchOptions options) {
        this.options = options;
    }

    /** Exits with 1 where the bar is enforced and missed. */
    public static void main(String[] args) throws IOException {
        Wrk.requireInstalled();
        BenchOptions options = BenchOptions.ofSystemProperties();
        boolean passed = new Benchmark(options).run();
        System.exit(passed || !options.enforce() ? 0 : 1);
    }

    private boolean run() throws IOException {
        Files.createDirectories(options.work());
        List<Target> targets = new ArrayList<>();
        try {
            start(targets);
            return measure(targets);
        } finally {
            for (Target target : targets.reversed()) {
                target.close();
            }
        }
    }

    private void start(List<Target> targets) {
        Targets all = new Targets(options.work(), flags());
        targets.add(all.direct());
        targets.add(all.bare());
        if (options.jarBefore() != null) {
            targets.add(all.sallyport("before", options.jarBefore()));
        }
        targets.add(all.sallyport("sallyport", options.jar()));
    }

    /** The stacks of a reactive chain are deeper than what a recording keeps of them unless told. */
    private List<String> flags() {
        return options.profile()
                ? Stream.concat(options.jvmFlags().stream(), Stream.of("-XX:FlightRecorderOptions:stackdepth=512"))
                        .toList()
                : options.jvmFlags();
    }

    private boolean measure(List<Target> targets) {
        try (Rounds rounds = new Rounds(options, targets)) {
            for (Target target : targets) {
                System.out.println("warming up " + target.name());
                rounds.warmUp(target);
            }
            boolean passed = conclude(rounds.run(report::round));
            report.usage(targets);
            profile(targets);
            return passed;
        }
    }

    private boolean conclude(List<Round> rounds) {
        boolean passed = true;
        for (int size : options.sizes()) {
            List<Round> ofSize =
                    rounds.stream().filter(round -> round.size() == size).toList();
            report.medians(ofSize);
            if (options.jarBefore() != null) {
                report.compare(ofSize, "before", "bare");
                report.compare(ofSize, "sallyport", "before");
            }
            passed &= report.compare(ofSize, "sallyport", "bare").passes();
        }
        return passed;
    }

    private void profile(List<Target> targets) {
        if (options.profile()) {
            FlightRecording recording = new FlightRecording(options.work(), new Wrk(options.connections()));
            targets.stream()
                    .filter(target -> !target.name().equals("direct"))
                    .forEach(target -> recording.record(target, options.sizes().getFirst()));
        }
    }
}
