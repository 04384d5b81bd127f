// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.SigningKeys;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealedEnvironments;
import dev.sallyport.redis.seal.SealedRow;
import dev.sallyport.redis.seal.SealedRows;
import dev.sallyport.redis.seal.Sealer;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Signing keys as a hash of one sealed field each. Asked for each time: events are few, and a rotated key must go at once. */
public final class RedisSigningKeys implements SigningKeys, SealedRows {

    private final RedisLane lane;
    private final Sealer sealer;
    private final SealedEnvironments environments;

    public RedisSigningKeys(RedisConnections connections, Sealer sealer) {
        this.lane = connections.background();
        this.sealer = sealer;
        this.environments = new SealedEnvironments(connections);
    }

    @Override
    public Mono<SecretText> findOrKeep(String environment, SecretText candidate) {
        return find(environment).switchIfEmpty(Mono.defer(() -> keep(environment, candidate)));
    }

    @Override
    public Mono<Void> replace(String environment, SecretText key) {
        return sealed(environment, key)
                .flatMap(envelope ->
                        lane.mono(commands -> commands.hset(RedisKeys.signingKey(environment), Row.SEALED, envelope)))
                .then();
    }

    @Override
    public Flux<SealedRow> sealedRows(String environment) {
        String row = RedisKeys.signingKey(environment);
        return lane.mono(commands -> commands.exists(row))
                .filter(found -> found == 1)
                .map(_ -> new SealedRow(row, SealContext.signingKey(environment)))
                .flux();
    }

    private Mono<SecretText> find(String environment) {
        return lane.mono(commands -> commands.hget(RedisKeys.signingKey(environment), Row.SEALED))
                .publishOn(Schedulers.parallel())
                .map(envelope -> toKey(sealer.open(envelope, SealContext.signingKey(environment))));
    }

    /** Whoever comes second finds what the first one kept. */
    private Mono<SecretText> keep(String environment, SecretText candidate) {
        return sealed(environment, candidate)
                .flatMap(envelope ->
                        lane.mono(commands -> commands.hsetnx(RedisKeys.signingKey(environment), Row.SEALED, envelope)))
                .then(find(environment));
    }

    /** Away from the driver's threads: sealing reads the system's source of randomness. */
    private Mono<byte[]> sealed(String environment, SecretText key) {
        return Mono.fromCallable(() -> sealer.seal(Map.of("key", key.reveal()), SealContext.signingKey(environment)))
                .subscribeOn(Schedulers.boundedElastic())
                .delayUntil(_ -> environments.add(environment));
    }

    private static SecretText toKey(Map<String, Object> json) {
        return SecretText.of(Objects.requireNonNull(StoredJson.text(json, "key"), "key"));
    }
}
