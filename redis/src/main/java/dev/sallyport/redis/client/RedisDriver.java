// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/** Lettuce's client for one server or for a cluster, so that nothing else cares which it is. */
interface RedisDriver extends AutoCloseable {

    /** Fails when Redis cannot be reached now; once connected, the driver reconnects by itself. */
    CompletionStage<Session> connect();

    /** As {@link #connect()}, for subscriptions, which the driver renews with the connection. */
    CompletionStage<StatefulRedisPubSubConnection<String, String>> connectPubSub();

    @Override
    void close();
}
