// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.embedded.EmbeddedRedis;
import dev.sallyport.redis.seal.KeyFile;
import dev.sallyport.redis.seal.SealKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which Redis the gateway works on, and what seals what it stores there: the configured ones, or the embedded server with a
 * key beside its data.
 */
final class RedisStart implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisStart.class);

    private final RedisSettings settings;
    private final SealKeys keys;
    private final @Nullable EmbeddedRedis embedded;

    private RedisStart(RedisSettings settings, SealKeys keys, @Nullable EmbeddedRedis embedded) {
        this.settings = settings;
        this.keys = keys;
        this.embedded = embedded;
    }

    /**
     * @throws IllegalArgumentException when production is to run on the embedded Redis, or a key is missing or weak
     */
    static RedisStart of(SallyportSettings settings, boolean production, SecureRandom random) {
        if (settings.redis().hasUri()) {
            return new RedisStart(settings.redis(), SealKeys.parse(settings.encryptionKey()), null);
        }
        if (production) {
            throw new IllegalArgumentException(
                    "sallyport.redis.uri (SALLYPORT_REDIS_URI): missing (expected: the address of a Redis, because the"
                            + " production profile has no embedded one)");
        }
        return embedded(settings, random);
    }

    RedisSettings settings() {
        return settings;
    }

    SealKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }

    private static RedisStart embedded(SallyportSettings settings, SecureRandom random) {
        Path data = Path.of(settings.dataDir()).toAbsolutePath();
        EmbeddedRedis redis = EmbeddedRedis.start(data, random);
        SealKeys keys = SealKeys.parse(encryptionKey(settings, data, random));
        log.info("No Redis configured: using an embedded one, with its data in {}", data);
        return new RedisStart(settings.redis().withUri(redis.uri()), keys, redis);
    }

    private static SecretText encryptionKey(SallyportSettings settings, Path data, SecureRandom random) {
        SecretText configured = settings.encryptionKey();
        if (configured != null && !configured.isEmpty()) {
            return configured;
        }
        try {
            return KeyFile.loadOrCreate(data, random);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis' key file in " + data + " cannot be used", e);
        }
    }
}
