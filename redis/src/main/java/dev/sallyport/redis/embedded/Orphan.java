// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.io.IOException;
import java.nio.file.Files;
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

    /** Redis writes its address into its own command line. */
    private static Optional<ProcessHandle> process(ServerConfig config) throws IOException {
        if (!Files.exists(config.pidFile())) {
            return Optional.empty();
        }
        String pid = Files.readString(config.pidFile()).trim();
        return pid.matches("\\d{1,10}")
                ? ProcessHandle.of(Long.parseLong(pid)).filter(process -> isServer(process, config))
                : Optional.empty();
    }

    private static boolean isServer(ProcessHandle process, ServerConfig config) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains("redis-server") && line.contains("127.0.0.1:" + config.port()))
                .isPresent();
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
