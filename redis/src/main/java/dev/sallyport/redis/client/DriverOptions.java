// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The settings of Lettuce that every connection shares, each with its reason. */
final class DriverOptions {

    /** Keys and field names are text, values are bytes: a sealed value is binary. */
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private DriverOptions() {}

    static ClientResources resources(RedisSettings settings, CommandLatencyRecorder latency) {
        return ClientResources.builder()
                .ioThreadPoolSize(settings.ioThreads())
                .computationThreadPoolSize(2)
                // Jitter over the whole range: replicas that lost Redis together must not return together.
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(10), settings.reconnectDelay(), 10, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(latency)
                .build();
    }

    static ClientOptions single(RedisSettings settings) {
        return common(ClientOptions.builder(), settings).build();
    }

    static ClusterClientOptions cluster(RedisSettings settings) {
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                // Refreshing on redirects and lost nodes is Lettuce's default; this is how often at most.
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .enablePeriodicRefresh(settings.topologyRefresh())
                .build();
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        common(builder, settings);
        return builder.topologyRefreshOptions(refresh).build();
    }

    private static ClientOptions.Builder common(ClientOptions.Builder builder, RedisSettings settings) {
        return builder
                // The only switch that keeps a reconnect from sending commands again that have already run.
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(settings.requestQueueSize())
                .timeoutOptions(TimeoutOptions.enabled())
                .socketOptions(sockets(settings));
    }

    private static SocketOptions sockets(RedisSettings settings) {
        KeepAliveOptions keepAlive = KeepAliveOptions.builder()
                .enable()
                .idle(Duration.ofSeconds(5))
                .interval(Duration.ofSeconds(2))
                .count(3)
                .build();
        SocketOptions.Builder sockets = SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(keepAlive);
        if (EpollProvider.isAvailable()) {
            sockets.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(settings.tcpUserTimeout())
                    .build());
        }
        return sockets.build();
    }
}
