// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child process: started again when it dies by itself, gone when the gateway is. */
final class ServerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final long READY_MILLIS = 30_000;
    private static final long POLL_MILLIS = 20;
    private static final long STOP_SECONDS = 5;
    private static final long PAUSE_SECONDS = 1;

    /**
     * A watcher holds the other end of a pipe from the gateway and stops the server when that breaks, so that it does not
     * outlive even a killed gateway. In a session of its own, the server does not get the terminal's Ctrl-C before the gateway
     * has finished its calls.
     */
    private static final String WATCHED = """
            exec 3<&0
            (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) &
            exec 3<&-
            if command -v setsid >/dev/null 2>&1; then exec setsid "$0" "$1" </dev/null; fi
            exec "$0" "$1" </dev/null
            """;

    private final Path binary;
    private final ServerConfig config;
    private volatile Process process;
    private volatile boolean stopping;

    private ServerProcess(Path binary, ServerConfig config) throws IOException {
        this.binary = binary;
        this.config = config;
        this.process = launch();
    }

    static ServerProcess start(Path binary, ServerConfig config) throws IOException {
        return new ServerProcess(binary, config);
    }

    /** False when it ended or took too long. */
    boolean awaitReady() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (process.isAlive() && System.nanoTime() < end) {
            if (ServerControl.isReady(config)) {
                return true;
            }
            pause();
        }
        return false;
    }

    /** From now on it is started again when it dies. */
    void keepAlive() {
        Executor later = CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS);
        var _ = process.onExit().thenRunAsync(this::revive, later);
    }

    void stop() {
        stopping = true;
        ServerControl.shutdown(config);
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What the operating system does when the gateway dies. */
    void breakPipe() throws IOException {
        process.getOutputStream().close();
    }

    private void revive() {
        if (stopping) {
            return;
        }
        LOG.warn("The embedded redis-server ended with {}; starting it again", process.exitValue());
        try {
            process = launch();
            keepAlive();
        } catch (IOException e) {
            LOG.error("The embedded redis-server cannot be started again: {}", e.getMessage());
        }
    }

    private Process launch() throws IOException {
        Path shell = Path.of("/bin/sh");
        List<String> server = List.of(binary.toString(), config.file().toString());
        List<String> command = Files.isExecutable(shell)
                ? List.of(shell.toString(), "-c", WATCHED, server.getFirst(), server.getLast())
                : server;
        File log = config.log().toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while redis-server started", e);
        }
    }
}
