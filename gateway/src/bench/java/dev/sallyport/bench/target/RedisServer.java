// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A redis-server of this machine that keeps nothing; where there is none, the gateway brings its own. */
final class RedisServer implements AutoCloseable {

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static @Nullable RedisServer startIfInstalled(Path work) {
        int port = Loopback.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        "redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("redis.log").toFile());
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new RedisServer(process, port);
        } catch (IOException e) {
            return null;
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
