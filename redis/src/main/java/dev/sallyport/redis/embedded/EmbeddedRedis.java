// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import dev.sallyport.filters.credential.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server for a machine without one: on loopback, behind a random password, with its data kept across restarts.
 * Starting and stopping block.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int ATTEMPTS = 3;

    private final DirectoryLock lock;
    private final ServerProcess process;
    private final ServerConfig config;

    private EmbeddedRedis(DirectoryLock lock, ServerProcess process, ServerConfig config) {
        this.lock = lock;
        this.process = process;
        this.config = config;
    }

    /**
     * Starts it and waits until it has loaded its data.
     *
     * @throws IllegalStateException in one line, when the directory is in use or no redis-server runs here
     */
    public static EmbeddedRedis start(Path data, SecureRandom random) {
        try {
            Path directory =
                    Files.createDirectories(data.toAbsolutePath().normalize().resolve("redis"));
            return start(DirectoryLock.acquire(directory), directory, random);
        } catch (IOException e) {
            throw new UncheckedIOException("sallyport.data.dir: " + data + " (expected: a writable directory)", e);
        }
    }

    private static EmbeddedRedis start(DirectoryLock lock, Path directory, SecureRandom random) throws IOException {
        boolean started = false;
        try {
            Path binary = RedisBinary.locate(directory.resolveSibling("bin"));
            stopOrphan(directory);
            EmbeddedRedis redis = launch(lock, binary, directory, random);
            started = true;
            return redis;
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    /** More than once, because a free port may be taken before the server binds it. */
    private static EmbeddedRedis launch(DirectoryLock lock, Path binary, Path directory, SecureRandom random)
            throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ServerConfig config = ServerConfig.create(directory, random);
            config.write();
            ServerProcess process = ServerProcess.start(binary, config);
            if (process.awaitReady()) {
                process.keepAlive();
                LOG.info(
                        "No Redis configured: started redis-server on 127.0.0.1:{}, data in {}",
                        config.port(),
                        directory);
                return new EmbeddedRedis(lock, process, config);
            }
            process.stop();
        }
        throw new IllegalStateException(
                "redis-server: did not start (expected: see " + directory.resolve("redis.log") + ")");
    }

    /** A gateway that was killed may have left one behind. The lock says that no gateway uses it any more. */
    private static void stopOrphan(Path directory) throws IOException {
        ServerConfig last = ServerConfig.read(directory).orElse(null);
        if (last != null && Orphan.isThere(last)) {
            LOG.info("Stopping a redis-server that an earlier run left on 127.0.0.1:{}", last.port());
            Orphan.stop(last);
        }
    }

    /** With its password. */
    public SecretText uri() {
        return SecretText.of("redis://:" + config.password() + "@127.0.0.1:" + config.port());
    }

    /** Its data is on disk when this returns. */
    @Override
    public void close() {
        process.stop();
        lock.close();
    }
}
