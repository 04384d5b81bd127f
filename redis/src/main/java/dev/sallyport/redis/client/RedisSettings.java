// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach Redis.
 *
 * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://}, or several {@code redis://} separated by
 *     commas for a cluster; secret because it carries the password. Null or empty: the embedded server
 * @param commandTimeout longest wait of a request for Redis
 * @param backgroundTimeout the same for the control plane and background work
 * @param reconnectDelay longest pause between two attempts to reconnect; each is a random part of it
 * @param tcpUserTimeout how long sent bytes may stay unacknowledged before the connection counts as dead (epoll only)
 * @param requestQueueSize commands in flight per connection before more are refused
 * @param topologyRefresh how often a cluster's layout is read again without cause
 */
@ConfigurationProperties("sallyport.redis")
public record RedisSettings(
        @Nullable SecretText uri,
        @DefaultValue("100ms") Duration commandTimeout,
        @DefaultValue("1s") Duration backgroundTimeout,
        @DefaultValue("500ms") Duration connectTimeout,
        @DefaultValue("1s") Duration reconnectDelay,
        @DefaultValue("5s") Duration tcpUserTimeout,
        @DefaultValue("5000") int requestQueueSize,
        @DefaultValue("30s") Duration topologyRefresh,
        @DefaultValue("2") int ioThreads,
        @DefaultValue("sallyport") String clientName) {

    public RedisSettings {
        requirePositive("sallyport.redis.command-timeout", commandTimeout);
        requirePositive("sallyport.redis.background-timeout", backgroundTimeout);
        requirePositive("sallyport.redis.connect-timeout", connectTimeout);
        requirePositive("sallyport.redis.reconnect-delay", reconnectDelay);
        requirePositive("sallyport.redis.tcp-user-timeout", tcpUserTimeout);
        requirePositive("sallyport.redis.topology-refresh", topologyRefresh);
        requirePositive("sallyport.redis.request-queue-size", requestQueueSize);
        requirePositive("sallyport.redis.io-threads", ioThreads);
    }

    /** The defaults, for this address. */
    public static RedisSettings of(SecretText uri) {
        return new RedisSettings(
                uri,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                5000,
                Duration.ofSeconds(30),
                2,
                "sallyport");
    }

    /** Whether an address is given, so that no embedded server is wanted. */
    public boolean hasUri() {
        return uri != null && !uri.isEmpty();
    }

    /**
     * For the embedded server, which shares a developer's machine with everything else that runs there: a request waits for
     * it as long as background work would, because a busy core is not a Redis that is away.
     */
    public RedisSettings embeddedAt(SecretText address) {
        return new RedisSettings(
                address,
                backgroundTimeout.compareTo(commandTimeout) > 0 ? backgroundTimeout : commandTimeout,
                backgroundTimeout,
                connectTimeout,
                reconnectDelay,
                tcpUserTimeout,
                requestQueueSize,
                topologyRefresh,
                ioThreads,
                clientName);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
