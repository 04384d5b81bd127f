// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.authorize;

import dev.sallyport.filters.authorize.AuthorizationStates;
import dev.sallyport.filters.authorize.PendingAuthorization;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealException;
import dev.sallyport.redis.seal.Sealer;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A hash for each: its browser's digest in the clear, so that a script can compare it, the rest sealed to its id. */
public final class RedisAuthorizationStates implements AuthorizationStates {

    private final Script save = Script.load("authorization-save");
    private final Script take = Script.load("authorization-take");
    private final RedisLane scripts;
    private final Sealer sealer;

    public RedisAuthorizationStates(RedisConnections connections, Sealer sealer) {
        this.scripts = connections.scripts();
        this.sealer = sealer;
    }

    @Override
    public Mono<Void> save(String id, String browser, PendingAuthorization pending, Duration ttl) {
        // Away from the driver's threads: sealing reads the system's source of randomness.
        return Mono.fromCallable(() -> sealer.seal(PendingJson.write(pending), SealContext.authorization(id)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(envelope -> save.run(
                        scripts, keys(id), Args.of(browser).add(envelope).add(ttl.toMillis())))
                .then();
    }

    @Override
    public Mono<PendingAuthorization> take(String id, String browser) {
        return take.run(scripts, keys(id), Args.of(browser))
                .filter(answer -> !answer.isEmpty())
                .publishOn(Schedulers.parallel())
                .flatMap(answer -> open(id, (byte[]) answer.getFirst()));
    }

    /** The sealer has logged what does not open. */
    private Mono<PendingAuthorization> open(String id, byte[] sealed) {
        return Mono.fromCallable(() -> PendingJson.read(sealer.open(sealed, SealContext.authorization(id))))
                .onErrorComplete(SealException.class);
    }

    /** The id is half of what a callback needs to be let in, so the store knows only its digest. */
    private static List<String> keys(String id) {
        return List.of(RedisKeys.authorization(Digest.of(id)));
    }
}
