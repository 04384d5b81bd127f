// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Names;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.ScoredValue;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The connections of an environment by number, read in pages so that no answer is large. */
final class ConnectionIndex {

    private static final int PAGE = 100;

    private final RedisLane lane;

    ConnectionIndex(RedisLane lane) {
        this.lane = lane;
    }

    /** Newest first. By number and not by position, so rows that come and go meanwhile shift nothing. */
    Flux<ConnectionKey> all(String environment) {
        return page(environment, Boundary.unbounded())
                .expand(page -> page.size() < PAGE
                        ? Mono.empty()
                        : page(environment, Boundary.excluding(page.getLast().getScore())))
                .flatMapIterable(page -> page)
                .map(member -> toKey(environment, member.getValue()));
    }

    /** Some of an integration's. */
    Mono<List<ConnectionKey>> someOf(String environment, String integration) {
        return lane.mono(commands -> commands.zrange(RedisKeys.connectionsOf(environment, integration), 0, PAGE - 1))
                .map(members -> members.stream()
                        .map(member -> toKey(environment, member))
                        .toList());
    }

    private Mono<List<ScoredValue<byte[]>>> page(String environment, Boundary<Double> below) {
        Range<Double> range = Range.from(Boundary.unbounded(), below);
        return lane.mono(commands ->
                commands.zrevrangebyscoreWithScores(RedisKeys.connections(environment), range, Limit.create(0, PAGE)));
    }

    private static ConnectionKey toKey(String environment, byte[] member) {
        List<String> names = Names.split(Bytes.toText(member));
        return new ConnectionKey(environment, names.get(0), names.get(1));
    }
}
