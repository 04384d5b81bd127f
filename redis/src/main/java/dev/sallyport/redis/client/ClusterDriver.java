// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A cluster: commands go to the master of the key's slot, subscriptions to any node. */
final class ClusterDriver implements RedisDriver {

    private final RedisClusterClient client;
    private @Nullable CompletableFuture<Void> topology;

    ClusterDriver(List<RedisURI> nodes, RedisSettings settings, ClientResources resources) {
        this.client = RedisClusterClient.create(resources, nodes);
        client.setOptions(DriverOptions.cluster(settings));
    }

    @Override
    public CompletionStage<Session> connect() {
        return topology()
                .thenCompose(done -> client.connectAsync(DriverOptions.CODEC))
                .thenApply(connection -> new Session(connection, connection.async()));
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, String>> connectPubSub() {
        return topology()
                .thenCompose(done -> client.connectPubSubAsync(StringCodec.UTF8))
                .thenApply(connection -> connection);
    }

    /** Read once for all connections; a failed reading is repeated. */
    private synchronized CompletableFuture<Void> topology() {
        if (topology == null || topology.isCompletedExceptionally()) {
            topology = client.refreshPartitionsAsync().toCompletableFuture();
        }
        return topology;
    }

    @Override
    public void close() {
        client.shutdownAsync(0, 2, TimeUnit.SECONDS)
                .completeOnTimeout(null, 3, TimeUnit.SECONDS)
                .join();
    }
}
