// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.activity.ActivityStoreSettings;
import dev.sallyport.redis.cache.CacheSettings;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.seal.SealSettings;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void keepsDataAndKeyAcrossRestarts() {
        try (RedisStores stores = start()) {
            stores.connections().save(Samples.connection("kept", "s")).block(PATIENCE);
        }
        try (RedisStores stores = start()) {
            assertThat(stores.connections().find(Samples.key("kept")).block(PATIENCE))
                    .isNotNull();
        }
    }

    @Test
    void listensOnLoopbackBehindAPasswordThatOnlyItsOwnerCanRead() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory, new SecureRandom())) {
            ServerConfig config = ServerConfig.read(directory.resolve("redis")).orElseThrow();

            assertThat(redis.uri().reveal()).contains(config.password());
            assertThat(redis.uri().toString() + config).doesNotContain(config.password());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.file())))
                    .isEqualTo("rw-------");
            assertThat(ServerControl.isReady(new ServerConfig(config.directory(), config.port(), "wrong")))
                    .isFalse();
            assertThat(ServerControl.isReady(config)).isTrue();
        }
    }

    @Test
    void stopsItsServer() throws IOException {
        long pid;
        try (EmbeddedRedis _ = EmbeddedRedis.start(directory, new SecureRandom())) {
            pid = pid();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        await().atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void startsAServerAgainThatDied() throws IOException {
        try (EmbeddedRedis _ = EmbeddedRedis.start(directory, new SecureRandom())) {
            ServerConfig config = ServerConfig.read(directory.resolve("redis")).orElseThrow();
            long pid = pid();

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            await().atMost(PATIENCE).until(() -> pid() != pid && ServerControl.isReady(config));
        }
    }

    @Test
    void takesOverFromAGatewayThatWasKilled() throws Exception {
        Path data = Files.createDirectories(directory.resolve("redis"));
        Path binary = RedisBinary.locate(directory.resolve("bin"));
        ServerConfig config = ServerConfig.create(data, new SecureRandom());
        config.write();
        // Without the watcher's pipe, as an orphan has none.
        Process orphan = new ProcessBuilder(binary.toString(), config.file().toString()).start();
        await().atMost(PATIENCE).until(() -> ServerControl.isReady(config));

        try (EmbeddedRedis _ = EmbeddedRedis.start(directory, new SecureRandom())) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(ServerControl.isReady(ServerConfig.read(data).orElseThrow()))
                    .isTrue();
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void takesOverFromAFrozenOrphan() throws Exception {
        Path data = Files.createDirectories(directory.resolve("redis"));
        Path binary = RedisBinary.locate(directory.resolve("bin"));
        ServerConfig config = ServerConfig.create(data, new SecureRandom());
        config.write();
        Process orphan = new ProcessBuilder(binary.toString(), config.file().toString()).start();
        await().atMost(PATIENCE).until(() -> ServerControl.isReady(config));
        new ProcessBuilder("kill", "-STOP", "" + orphan.pid()).start().waitFor();

        try (EmbeddedRedis _ = EmbeddedRedis.start(directory, new SecureRandom())) {
            assertThat(orphan.isAlive()).isFalse();
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void theServerEndsWhenItsPipeBreaks() throws Exception {
        Path data = Files.createDirectories(directory.resolve("redis"));
        ServerConfig config = ServerConfig.create(data, new SecureRandom());
        config.write();
        ServerProcess process = ServerProcess.start(RedisBinary.locate(directory.resolve("bin")), config);
        assertThat(process.awaitReady()).isTrue();
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();

        process.breakPipe();

        await().atMost(PATIENCE).until(() -> !server.isAlive());
    }

    @Test
    void refusesADirectoryInUse() {
        try (EmbeddedRedis _ = EmbeddedRedis.start(directory, new SecureRandom())) {
            assertThatThrownBy(() -> EmbeddedRedis.start(directory, new SecureRandom()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another gateway");
        }
    }

    @Test
    void isRefusedInProduction() {
        assertThatThrownBy(() -> start(true, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("SALLYPORT_REDIS_URI: missing");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBadKeyStopsTheStartBeforeTheServer() {
        assertThatThrownBy(() -> start(false, SecretText.of("short")))
                .hasMessageStartingWith("SALLYPORT_ENCRYPTION_KEY: ");
        assertThat(directory).isEmptyDirectory();
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readString(directory.resolve("redis/redis.pid")).trim());
    }

    private RedisStores start() {
        RedisStores stores = start(false, null);
        await().atMost(PATIENCE).until(stores::available);
        return stores;
    }

    private RedisStores start(boolean production, SecretText key) {
        return RedisStores.start(
                RedisSettings.of(SecretText.of("")),
                new SealSettings(key),
                CacheSettings.DEFAULTS,
                ActivityStoreSettings.DEFAULTS,
                new EmbeddedSettings(directory),
                production,
                Clock.systemUTC(),
                CommandLatencyRecorder.disabled());
    }
}
