// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child JVM that runs under {@link MeteredMain} until it is closed; what it prints goes to a file. */
final class Jvm implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Process process;
    private final Path log;
    private final URI usage;

    private Jvm(Process process, Path log, URI usage) {
        this.process = process;
        this.log = log;
        this.usage = usage;
    }

    static Jvm start(Path log, List<String> flags, String classPath, List<String> main, Map<String, String> env) {
        int port = Loopback.freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-Dbench.usage.port=" + port, "-cp", classPath, MeteredMain.class.getName()));
        command.addAll(main);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(env);
        try {
            Process process = builder.start();
            // The gateway outlives nothing: also not a run that is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Jvm(process, log, Loopback.uri(port, "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Jvm awaitReady(URI ready) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Loopback.answers(ready)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String end = lastLines();
                close();
                throw new IllegalStateException(ready + ": no answer (expected: 200). The end of " + log + ":\n" + end);
            }
        }
        return this;
    }

    Usage usage() {
        return Usage.ofText(Loopback.get(usage));
    }

    long pid() {
        return process.pid();
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
