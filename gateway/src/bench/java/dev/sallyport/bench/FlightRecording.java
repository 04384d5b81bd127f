// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

import dev.sallyport.bench.load.Wrk;
import dev.sallyport.bench.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A JFR profile of a target under the closed loop, and what of it fits on a page. */
final class FlightRecording {

    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final List<String> VIEWS =
            List.of("cpu-time-hot-methods", "allocation-by-site", "allocation-by-class");

    private final Path work;
    private final Wrk wrk;

    FlightRecording(Path work, Wrk wrk) {
        this.work = work;
        this.wrk = wrk;
    }

    void record(Target target, int size) {
        String file = work.resolve(target.name() + ".jfr").toString();
        String pid = String.valueOf(target.pid());
        run("jcmd", pid, "JFR.start", "name=bench", "settings=profile", "jdk.CPUTimeSample#enabled=true");
        wrk.run(target.request(size), LENGTH);
        run("jcmd", pid, "JFR.stop", "name=bench", "filename=" + file);
        System.out.printf("%n%s: %s%n", target.name(), file);
        for (String view : VIEWS) {
            System.out.println(run("jfr", "view", "--width", "160", "--truncate", "beginning", view, file));
        }
    }

    private static String run(String tool, String... arguments) {
        String path = Path.of(System.getProperty("java.home"), "bin", tool).toString();
        ProcessBuilder builder = new ProcessBuilder(path).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        try {
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(tool + " failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + tool + " ran", e);
        }
    }
}
