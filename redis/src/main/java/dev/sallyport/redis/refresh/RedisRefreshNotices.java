// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshNotices;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Names;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.RedisSubscriber;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Notices by publish and subscribe; a message is the connection's names, joined by {@link Names}. */
public final class RedisRefreshNotices implements RefreshNotices, RedisSubscriber {

    private final ConcurrentMap<String, Set<MonoSink<Void>>> waiting = new ConcurrentHashMap<>();
    private final RedisLane scripts;

    private RedisRefreshNotices(RedisLane scripts) {
        this.scripts = scripts;
    }

    /** Listens on these connections. */
    public static RedisRefreshNotices listen(RedisConnections connections) {
        RedisRefreshNotices notices = new RedisRefreshNotices(connections.scripts());
        connections.subscribe(RedisKeys.REFRESHES, notices);
        return notices;
    }

    @Override
    public Mono<Void> publish(ConnectionKey key) {
        return scripts.mono(commands -> commands.publish(RedisKeys.REFRESHES, Bytes.of(name(key))))
                .then();
    }

    @Override
    public Mono<Void> next(ConnectionKey key) {
        String name = name(key);
        return Mono.create(sink -> {
            waiting.compute(name, (same, sinks) -> {
                Set<MonoSink<Void>> all = sinks == null ? ConcurrentHashMap.newKeySet() : sinks;
                all.add(sink);
                return all;
            });
            sink.onDispose(() -> leave(name, sink));
        });
    }

    /** What was said before is lost, so everybody looks. */
    @Override
    public void linked() {
        waiting.keySet().forEach(this::message);
    }

    @Override
    public void unlinked() {}

    @Override
    public void message(String text) {
        Set<MonoSink<Void>> sinks = waiting.remove(text);
        if (sinks != null) {
            sinks.forEach(MonoSink::success);
        }
    }

    private void leave(String name, MonoSink<Void> sink) {
        waiting.computeIfPresent(name, (same, sinks) -> {
            sinks.remove(sink);
            return sinks.isEmpty() ? null : sinks;
        });
    }

    private static String name(ConnectionKey key) {
        return Names.join(key.environment(), key.integration(), key.connectionId());
    }
}
