// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The closed loop: {@code wrk} with one thread, each connection asking again as soon as it has its answer. */
public final class Wrk {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern FAULTS = Pattern.compile("(Non-2xx or 3xx responses.*|Socket errors.*)");

    private final int connections;

    public Wrk(int connections) {
        this.connections = connections;
    }

    /** Fails with one clear message where it is not installed. */
    public static void requireInstalled() {
        try {
            Process process =
                    new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            process.waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "wrk: not found on PATH (expected: installed, as by apt-get install wrk)", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Any answer that is not a success fails the run: its numbers would mean nothing. */
    public Outcome run(LoadRequest request, Duration duration) {
        String printed = print(command(request, duration));
        Matcher faults = FAULTS.matcher(printed);
        if (faults.find()) {
            throw new IllegalStateException(
                    request.uri() + ": " + faults.group(1).strip() + " (expected: none)");
        }
        return new Outcome(
                Long.parseLong(firstGroup(REQUESTS, printed)), Double.parseDouble(firstGroup(RATE, printed)));
    }

    private List<String> command(LoadRequest request, Duration duration) {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t1", "-c" + connections, "-d" + duration.toSeconds() + "s", "--timeout", "10s"));
        request.headers().forEach((name, value) -> {
            command.add("-H");
            command.add(name + ": " + value);
        });
        command.add(request.uri().toString());
        return command;
    }

    private static String print(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("wrk failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String firstGroup(Pattern pattern, String printed) {
        Matcher matcher = pattern.matcher(printed);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk printed something unexpected: " + printed);
        }
        return matcher.group(1);
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while wrk ran", e);
    }

    /**
     * What one run achieved.
     *
     * @param requests answered
     * @param rate of them, per second
     */
    public record Outcome(long requests, double rate) {}
}
