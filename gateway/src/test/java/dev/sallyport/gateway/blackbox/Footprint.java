// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a gateway's process takes of the machine. */
final class Footprint {

    private Footprint() {}

    static long openFiles(Gateway gateway) throws IOException {
        try (Stream<Path> files = Files.list(of(gateway, "fd"))) {
            return files.count();
        }
    }

    static Duration cpuTime(Gateway gateway) {
        return ProcessHandle.of(gateway.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    static long residentBytes(Gateway gateway) throws IOException {
        String status = Files.readString(of(gateway, "status"));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1")) << 10;
    }

    /** What is left after a collection. */
    static long liveHeap(Gateway gateway) throws IOException, InterruptedException {
        Process collection = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        "" + gateway.pid(),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor(30, TimeUnit.SECONDS)).as("collection").isTrue();
        assertThat(collection.exitValue()).as("collection").isZero();
        return (long) gateway.metrics()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Path of(Gateway gateway, String what) {
        return Path.of("/proc", "" + gateway.pid(), what);
    }
}
