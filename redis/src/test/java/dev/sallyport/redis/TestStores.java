// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.redis.activity.ActivityStoreSettings;
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

    /** With the timeouts of a real gateway, for tests about them; others must pass on a busy machine. */
    public static RedisStores openImpatient(SecretText uri) {
        return open(RedisSettings.of(uri), KEY, Clock.systemUTC());
    }

    public static RedisStores await(RedisStores stores) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(stores::available);
        return stores;
    }

    /** Connected, with a clock that is off by so much. */
    public static RedisStores open(SecretText uri, Duration clockError) {
        return await(open(uri, KEY, Clock.offset(Clock.systemUTC(), clockError)));
    }

    public static RedisStores open(SecretText uri, SecretText key) {
        return open(uri, key, Clock.systemUTC());
    }

    private static RedisStores open(SecretText uri, SecretText key, Clock clock) {
        return open(patient(uri), key, clock);
    }

    /** Connected, with other bounds of what is kept of calls. */
    public static RedisStores open(SecretText uri, ActivityStoreSettings activity) {
        return await(open(patient(uri), activity, KEY, Clock.systemUTC()));
    }

    private static RedisStores open(RedisSettings settings, SecretText key, Clock clock) {
        return open(settings, ActivityStoreSettings.DEFAULTS, key, clock);
    }

    private static RedisStores open(
            RedisSettings settings, ActivityStoreSettings activity, SecretText key, Clock clock) {
        return RedisStores.open(
                settings,
                CacheSettings.DEFAULTS,
                activity,
                SealKeys.parse(key),
                clock,
                CommandLatencyRecorder.disabled());
    }

    private static RedisSettings patient(SecretText uri) {
        RedisSettings defaults = RedisSettings.of(uri);
        return new RedisSettings(
                uri,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                defaults.reconnectDelay(),
                defaults.tcpUserTimeout(),
                defaults.requestQueueSize(),
                defaults.topologyRefresh(),
                defaults.ioThreads(),
                defaults.clientName());
    }
}
