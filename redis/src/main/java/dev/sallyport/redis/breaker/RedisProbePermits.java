// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.breaker;

import dev.sallyport.filters.breaker.ProbePermits;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** Counts the probes of a host in Redis. Of the host only a digest is stored: it may hold a connection's secret. */
public final class RedisProbePermits implements ProbePermits {

    private final Script take = Script.load("probe-take");
    private final RedisLane lane;

    public RedisProbePermits(RedisConnections connections) {
        this.lane = connections.quotas();
    }

    @Override
    public Mono<Boolean> tryTake(String host, int most, Duration per) {
        return take.run(
                        lane,
                        List.of(RedisKeys.probes(Digest.of(host))),
                        Args.of(Integer.toString(most), Long.toString(per.toMillis())))
                .map(reply -> Bytes.toLong(reply.getFirst()) == 1);
    }
}
