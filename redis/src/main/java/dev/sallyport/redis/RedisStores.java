// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.redis.access.RedisApiKeyStore;
import dev.sallyport.redis.cache.CacheSettings;
import dev.sallyport.redis.cache.CacheStats;
import dev.sallyport.redis.cache.Invalidations;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.connection.RedisConnectionStore;
import dev.sallyport.redis.integration.RedisIntegrationStore;
import dev.sallyport.redis.seal.SealKeys;
import dev.sallyport.redis.seal.Sealer;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.time.Clock;
import java.util.List;

/** The three stores of this replica on one Redis, with their connections and caches. */
public final class RedisStores implements AutoCloseable {

    private final RedisConnections connections;
    private final RedisApiKeyStore apiKeys;
    private final RedisIntegrationStore integrations;
    private final RedisConnectionStore connectionStore;

    private RedisStores(RedisConnections connections, CacheSettings caches, SealKeys keys) {
        Sealer sealer = new Sealer(keys);
        Invalidations invalidations = Invalidations.listen(caches, connections);
        this.connections = connections;
        this.apiKeys = new RedisApiKeyStore(connections, invalidations);
        this.integrations = new RedisIntegrationStore(connections, invalidations, sealer);
        this.connectionStore = new RedisConnectionStore(connections, invalidations, sealer);
    }

    /** Never fails or waits because Redis is away. */
    public static RedisStores open(
            RedisSettings settings, CacheSettings caches, SealKeys keys, Clock clock, CommandLatencyRecorder latency) {
        return new RedisStores(RedisConnections.open(settings, clock, latency), caches, keys);
    }

    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    public IntegrationStore integrations() {
        return integrations;
    }

    public ConnectionStore connections() {
        return connectionStore;
    }

    /** Whether Redis answered last; asks nothing. */
    public boolean available() {
        return connections.available();
    }

    /** Counts of the caches, for metrics. */
    public List<CacheStats> cacheStats() {
        return List.of(apiKeys.cacheStats(), integrations.cacheStats(), connectionStore.cacheStats());
    }

    @Override
    public void close() {
        connections.close();
    }
}
