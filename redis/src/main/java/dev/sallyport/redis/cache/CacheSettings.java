// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a replica remembers, and for how long.
 *
 * @param ttl longest time without asking Redis again, should an invalidation be lost
 * @param unlinkedTtl the same while invalidations cannot arrive
 * @param negativeTtl how long an absence is remembered
 * @param staleTtl how long what is remembered serves while Redis is away
 * @param connections memory for connections with their opened credentials, about
 * @param negatives absences remembered, of each kind
 */
@ConfigurationProperties("sallyport.cache")
public record CacheSettings(
        @DefaultValue("60s") Duration ttl,
        @DefaultValue("1s") Duration unlinkedTtl,
        @DefaultValue("1s") Duration negativeTtl,
        @DefaultValue("10m") Duration staleTtl,
        @DefaultValue("64MB") DataSize connections,
        @DefaultValue("16MB") DataSize integrations,
        @DefaultValue("8MB") DataSize apiKeys,
        @DefaultValue("10000") int negatives) {

    public static final CacheSettings DEFAULTS = new CacheSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            DataSize.ofMegabytes(64),
            DataSize.ofMegabytes(16),
            DataSize.ofMegabytes(8),
            10_000);

    public CacheSettings {
        requireAtMost("sallyport.cache.ttl", ttl, Duration.ofSeconds(60));
        requireAtMost("sallyport.cache.unlinked-ttl", unlinkedTtl, ttl);
        requireAtMost("sallyport.cache.negative-ttl", negativeTtl, Duration.ofSeconds(2));
        requireAtMost("sallyport.cache.stale-ttl", staleTtl, Duration.ofMinutes(10));
        requirePositive("sallyport.cache.connections", connections.toBytes());
        requirePositive("sallyport.cache.integrations", integrations.toBytes());
        requirePositive("sallyport.cache.api-keys", apiKeys.toBytes());
        requirePositive("sallyport.cache.negatives", negatives);
    }

    private static void requireAtMost(String name, Duration value, Duration most) {
        if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0 and <= " + most + ")");
        }
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
