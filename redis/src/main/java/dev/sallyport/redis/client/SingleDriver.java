// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One server, named directly or by sentinels; with sentinels every reconnect asks them for the current master. */
final class SingleDriver implements RedisDriver {

    private final RedisClient client;
    private final RedisURI uri;

    SingleDriver(RedisURI uri, RedisSettings settings, ClientResources resources) {
        this.uri = uri;
        this.client = RedisClient.create(resources);
        client.setOptions(DriverOptions.single(settings));
    }

    @Override
    public CompletionStage<Session> connect() {
        return client.connectAsync(DriverOptions.CODEC, uri)
                .thenApply(connection -> new Session(connection, connection.async()));
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, String>> connectPubSub() {
        return client.connectPubSubAsync(StringCodec.UTF8, uri);
    }

    @Override
    public void close() {
        client.shutdownAsync(0, 2, TimeUnit.SECONDS)
                .completeOnTimeout(null, 3, TimeUnit.SECONDS)
                .join();
    }
}
