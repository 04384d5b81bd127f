// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that an earlier gateway left behind. It is ours when it answers to the password in the directory's file; one that
 * does not answer any more, when the process of the directory's pid file is a redis-server on the directory's port.
 */
final class Orphan {

    private static final long STOP_SECONDS = 5;

    private Orphan() {}

    static boolean isThere(ServerConfig config) throws IOException {
        return ServerControl.isReady(config) || process(config).isPresent();
    }

    static void stop(ServerConfig config) throws IOException {
        Optional<ProcessHandle> process = process(config);
        ServerControl.shutdown(config);
        if (process.isPresent() && !ended(process.get())) {
            process.get().destroyForcibly();
            ended(process.get());
        }
    }

    private static Optional<ProcessHandle> process(ServerConfig config) throws IOException {
        if (!Files.exists(config.pidFile())) {
            return Optional.empty();
        }
        String pid = Files.readString(config.pidFile()).trim();
        Optional<ProcessHandle> process =
                pid.matches("\\d{1,10}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
        return process.isPresent() && isServer(process.get(), config) ? process : Optional.empty();
    }

    /** Redis writes its address into its own command line. */
    private static boolean isServer(ProcessHandle process, ServerConfig config) throws IOException {
        String line = commandLine(process);
        return line.contains("redis-server") && line.contains("127.0.0.1:" + config.port());
    }

    /** Java leaves out what a process wrote into its command line, so the system is asked where it can be. */
    private static String commandLine(ProcessHandle process) throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        return Files.isReadable(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1)
                : process.info().commandLine().orElse("");
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
