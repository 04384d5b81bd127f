// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import dev.sallyport.bench.load.ConstantRate;
import dev.sallyport.bench.load.Latencies;
import dev.sallyport.bench.load.Wrk;
import dev.sallyport.bench.target.Target;
import dev.sallyport.bench.target.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Loads the targets in turns, so that what disturbs the machine disturbs all of them. */
final class Rounds implements AutoCloseable {

    private static final int CALIBRATIONS = 3;

    private final BenchOptions options;
    private final List<Target> targets;
    private final Wrk wrk;
    private final ConstantRate constantRate;

    Rounds(BenchOptions options, List<Target> targets) {
        this.options = options;
        this.targets = targets;
        this.wrk = new Wrk(options.connections());
        this.constantRate = new ConstantRate(2 * options.connections());
    }

    /**
     * Both kinds of load and all sizes, until the compiler has seen what it will be measured with. By time and by number:
     * on a busy machine the time passes without much happening.
     */
    void warmUp(Target target) {
        long start = System.nanoTime();
        long requests = 0;
        while (requests < options.warmUpRequests()
                || System.nanoTime() - start < options.warmUp().toNanos()) {
            for (int size : options.sizes()) {
                Wrk.Outcome outcome = wrk.run(target.request(size), options.slice());
                constantRate.run(target.request(size), options.rateShare() * outcome.rate(), options.slice());
                requests += outcome.requests();
            }
        }
    }

    List<Round> run(Consumer<Round> observer) {
        Map<Integer, Double> rates = new HashMap<>();
        options.sizes().forEach(size -> rates.put(size, rate(size)));
        List<Round> rounds = new ArrayList<>();
        for (int number = 1; number <= options.rounds(); number++) {
            for (int size : options.sizes()) {
                Round round = round(number, size, rates.get(size));
                observer.accept(round);
                rounds.add(round);
            }
        }
        return rounds;
    }

    /** The same for all targets and rounds, so that their latencies can be compared. */
    private double rate(int size) {
        if (options.rate() > 0) {
            return options.rate();
        }
        double[] reached = IntStream.range(0, CALIBRATIONS)
                .mapToDouble(_ -> wrk.run(bare().request(size), options.slice()).rate())
                .toArray();
        double rate = Math.floor(options.rateShare() * Median.of(reached));
        System.out.printf("%,d bytes: constant rate %,.0f/s%n", size, rate);
        return rate;
    }

    private Round round(int number, int size, double rate) {
        Map<String, Throughput> throughputs = new HashMap<>();
        targets.forEach(target -> throughputs.put(target.name(), throughput(target, size)));
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (Target target : targets) {
            Latencies latencies = constantRate.run(target.request(size), rate, options.slice());
            samples.put(target.name(), throughputs.get(target.name()).with(latencies));
        }
        return new Round(number, size, samples);
    }

    private Throughput throughput(Target target, int size) {
        Usage before = target.usage();
        Wrk.Outcome outcome = wrk.run(target.request(size), options.slice());
        return new Throughput(outcome, before, target.usage());
    }

    private Target bare() {
        return targets.stream()
                .filter(target -> target.name().equals("bare"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        constantRate.close();
    }

    private record Throughput(Wrk.Outcome outcome, Usage before, Usage after) {

        private static final double NANOS_PER_MICRO = 1000;

        Sample with(Latencies latencies) {
            double requests = outcome.requests();
            return new Sample(
                    outcome.rate(),
                    (after.cpuNanos() - before.cpuNanos()) / NANOS_PER_MICRO / requests,
                    (after.allocatedBytes() - before.allocatedBytes()) / requests,
                    latencies.p50Micros(),
                    latencies.p99Micros());
        }
    }
}
