// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.cache.CacheSettings;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.seal.SealKeys;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Stores with a key of their own, as a replica would have them. */
public final class TestStores {

    public static final SecretText KEY = SecretText.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5YWI=");

    private TestStores() {}

    /** Connected. */
    public static RedisStores open(SecretText uri) {
        return await(openWithoutWaiting(uri));
    }

    public static RedisStores openWithoutWaiting(SecretText uri) {
        return open(uri, KEY);
    }

    /** Connected, with a clock that is off by so much. */
    public static RedisStores open(SecretText uri, Duration clockError) {
        return await(open(uri, KEY, Clock.offset(Clock.systemUTC(), clockError)));
    }

    public static RedisStores open(SecretText uri, SecretText key) {
        return open(uri, key, Clock.systemUTC());
    }

    private static RedisStores await(RedisStores stores) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(stores::available);
        return stores;
    }

    private static RedisStores open(SecretText uri, SecretText key, Clock clock) {
        return RedisStores.open(
                RedisSettings.of(uri),
                CacheSettings.DEFAULTS,
                SealKeys.parse(key),
                clock,
                CommandLatencyRecorder.disabled());
    }
}
