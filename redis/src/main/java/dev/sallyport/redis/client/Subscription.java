// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/** A subscriber on its connection. Lettuce subscribes again after a reconnect and reports that as a subscription. */
final class Subscription extends RedisPubSubAdapter<String, String> implements RedisConnectionStateListener {

    private final String channel;
    private final RedisSubscriber subscriber;

    Subscription(String channel, RedisSubscriber subscriber) {
        this.channel = channel;
        this.subscriber = subscriber;
    }

    void start(StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener((RedisPubSubListener<String, String>) this);
        connection.addListener((RedisConnectionStateListener) this);
        // Should it fail, then because the connection broke; its reconnect subscribes again.
        var _ = connection.async().subscribe(channel);
    }

    @Override
    public void subscribed(String subscribedChannel, long count) {
        subscriber.linked();
    }

    @Override
    public void message(String fromChannel, String text) {
        subscriber.message(text);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        subscriber.unlinked();
    }
}
