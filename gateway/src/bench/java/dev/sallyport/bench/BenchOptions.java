// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run measures. The defaults are in the profile {@code bench} of the module's pom, and nowhere else.
 *
 * @param work where logs, the catalogue and profiles go
 * @param jar the packaged gateway
 * @param jarBefore an earlier one to compare it with
 * @param sizes of the answers' bodies, in bytes
 * @param slice one load of one target
 * @param warmUp shortest load on each JVM before it is measured
 * @param warmUpRequests fewest answers of its closed loop
 * @param connections of the closed loop
 * @param rate requests per second of the constant-rate load; 0 = {@code rateShare} of what the bare route manages
 * @param jvmFlags of every target
 * @param profile whether to record the gateways with JFR after the rounds
 * @param enforce whether missing the bar fails the run
 */
record BenchOptions(
        Path work,
        Path jar,
        @Nullable Path jarBefore,
        List<Integer> sizes,
        int rounds,
        Duration slice,
        Duration warmUp,
        long warmUpRequests,
        int connections,
        double rate,
        double rateShare,
        List<String> jvmFlags,
        boolean profile,
        boolean enforce) {

    static BenchOptions ofSystemProperties() {
        String before = property("jar.before");
        return new BenchOptions(
                Path.of(property("work")),
                Path.of(property("jar")),
                before.isEmpty() ? null : Path.of(before),
                words("sizes").map(Integer::valueOf).toList(),
                Integer.parseInt(property("rounds")),
                Duration.ofSeconds(Long.parseLong(property("seconds"))),
                Duration.ofSeconds(Long.parseLong(property("warmup"))),
                Long.parseLong(property("warmupRequests")),
                Integer.parseInt(property("connections")),
                Double.parseDouble(property("rate")),
                Double.parseDouble(property("rateShare")),
                words("jvm").toList(),
                Boolean.parseBoolean(property("profile")),
                Boolean.parseBoolean(property("enforce")));
    }

    private static Stream<String> words(String name) {
        return Stream.of(property(name).split("[,\\s]+")).filter(word -> !word.isEmpty());
    }

    private static String property(String name) {
        String value = System.getProperty("bench." + name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "bench." + name + ": not set (expected: a value from the Maven profile)");
        }
        return value.strip();
    }
}
