// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Duration;
import java.util.List;

/** Says that this replica is alive, and knows how many are. */
final class Replicas {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final String ALIVE_MILLIS = Long.toString(3 * BEAT.toMillis());

    private final Script alive = Script.load("replica-alive");
    private final RedisLane lane;
    private final String self;
    private volatile int count = 1;

    private Replicas(RedisLane lane, String self) {
        this.lane = lane;
        this.self = self;
    }

    static Replicas join(RedisConnections connections, String self) {
        Replicas replicas = new Replicas(connections.background(), self);
        connections.repeat(BEAT, replicas::beat);
        return replicas;
    }

    /** As last known; while Redis is away it stays what it was. */
    int count() {
        return count;
    }

    private void beat() {
        var _ = alive.start(lane, List.of(RedisKeys.REPLICAS), Args.of(self, ALIVE_MILLIS))
                .thenAccept(reply -> count = Math.max(1, (int) Bytes.toLong(reply.getFirst())));
    }
}
