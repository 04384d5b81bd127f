// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.redis.RedisStores;
import java.time.Duration;
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
                        stores.connections().find(new ConnectionKey(name, name, name)))
                .onErrorComplete();
    }
}
