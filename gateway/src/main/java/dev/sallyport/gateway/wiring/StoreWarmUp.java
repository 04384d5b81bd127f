// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.redis.RedisStores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Waits until Redis was tried once and asks it some things, so that the first callers do not pay for loading classes within
 * the short time a call may wait for Redis. A Redis that is away delays the start by no more than the limit.
 */
final class StoreWarmUp implements ApplicationRunner {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int ROUNDS = 30;

    /** On a bucket that is nobody's, of which nothing is left after a minute. */
    private static final Claim CLAIM = new Claim(
            new Bucket(new BucketKey("warm-up", "warm-up", null, "warm-up"), new BucketShape.Fixed()),
            0,
            0,
            0,
            0,
            null,
            0,
            null,
            0,
            Map.of(),
            List.of(new Claim.Want("warm-up", 1)));

    private final RedisStores stores;

    StoreWarmUp(RedisStores stores) {
        this.stores = stores;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        // The starting thread, which nobody else waits for.
        stores.tried()
                .thenMany(Flux.range(0, ROUNDS).concatMap(round -> ask("warm-up-" + round)))
                .then()
                .timeout(LIMIT)
                .onErrorComplete()
                .block();
    }

    private Mono<Void> ask(String name) {
        return Mono.when(
                        stores.apiKeys().findByHash(KeyHash.of(name)),
                        stores.integrations().find(name, name),
                        stores.connections().find(new ConnectionKey(name, name, name)),
                        stores.quotaLedger().settle(CLAIM))
                .onErrorComplete();
    }
}
