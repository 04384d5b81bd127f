// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which environments hold sealed rows, for re-sealing them. Apart from the rows, because on a cluster each environment is on a
 * node of its own; so it is added to before a row is written.
 */
public final class SealedEnvironments {

    private final RedisLane lane;

    public SealedEnvironments(RedisConnections connections) {
        this.lane = connections.background();
    }

    public Mono<Long> add(String environment) {
        return lane.mono(commands -> commands.sadd(RedisKeys.ENVIRONMENTS, Bytes.of(environment)));
    }

    public Flux<String> all() {
        return lane.mono(commands -> commands.smembers(RedisKeys.ENVIRONMENTS))
                .flatMapIterable(names -> names)
                .map(Bytes::toText);
    }
}
