// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.session;

import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealException;
import dev.sallyport.redis.seal.Sealer;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Each session is one sealed value under the SHA-256 of its token, which is stored nowhere. It expires with the session; those
 * sealed under a key that has been retired are gone, as expired ones are.
 */
public final class RedisConnectSessions implements ConnectSessions {

    private final RedisLane lane;
    private final Sealer sealer;
    private final Clock clock;

    public RedisConnectSessions(RedisConnections connections, Sealer sealer, Clock clock) {
        this.lane = connections.background();
        this.sealer = sealer;
        this.clock = clock;
    }

    @Override
    public Mono<Void> save(String token, ConnectSession session) {
        String digest = Digest.of(token);
        // Away from the driver's threads: sealing reads the system's source of randomness.
        return Mono.fromCallable(
                        () -> sealer.seal(ConnectSessionJson.write(session), SealContext.connectSession(digest)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(value -> keep(digest, value, Duration.between(clock.instant(), session.expiresAt())));
    }

    @Override
    public Mono<ConnectSession> find(String token) {
        String digest = Digest.of(token);
        return lane.mono(commands -> commands.get(RedisKeys.connectSession(digest)))
                .publishOn(Schedulers.parallel())
                .flatMap(value -> open(digest, value))
                .filter(session -> clock.instant().isBefore(session.expiresAt()));
    }

    @Override
    public Mono<Void> delete(String token) {
        return lane.mono(commands -> commands.del(RedisKeys.connectSession(Digest.of(token))))
                .then();
    }

    /** By a time to live, since Redis' clock may differ from ours. */
    private Mono<Void> keep(String digest, byte[] value, Duration rest) {
        return rest.isPositive()
                ? lane.mono(commands -> commands.set(RedisKeys.connectSession(digest), value, SetArgs.Builder.px(rest)))
                        .then()
                : Mono.empty();
    }

    private Mono<ConnectSession> open(String digest, byte[] value) {
        return Mono.fromCallable(() -> ConnectSessionJson.read(sealer.open(value, SealContext.connectSession(digest))))
                .onErrorResume(SealException.class, error -> Mono.empty());
    }
}
