// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.event;

import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealException;
import dev.sallyport.redis.seal.SealedEnvironments;
import dev.sallyport.redis.seal.Sealer;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An index by when each delivery is due, in Redis's time, and the sealed deliveries beside it. A claim is nothing but a later time: so
 * what a replica leaves behind when it is killed needs no owner, heartbeat or takeover.
 */
public final class RedisOutbox implements Outbox {

    /** Of one environment. Someone whose receiver is down all day must not fill the memory of Redis. */
    private static final int MOST_DELIVERIES = 10_000;

    /** After the last write, should nobody be left who would give the deliveries up. */
    private static final Duration TTL = Duration.ofDays(2);

    private final Script put = Script.load("outbox-put");
    private final Script claim = Script.load("outbox-claim");
    private final Script postpone = Script.load("outbox-postpone");
    private final Script remove = Script.load("outbox-remove");
    private final RedisLane lane;
    private final Sealer sealer;
    private final SealedEnvironments environments;

    public RedisOutbox(RedisConnections connections, Sealer sealer) {
        this.lane = connections.background();
        this.sealer = sealer;
        this.environments = new SealedEnvironments(connections);
    }

    @Override
    public Mono<Boolean> put(Delivery delivery) {
        return sealed(delivery)
                .delayUntil(_ -> environments.add(delivery.environment()))
                .flatMap(envelope -> put.run(
                        lane,
                        keys(delivery.environment()),
                        Args.of(delivery.id())
                                .add(envelope)
                                .add(MOST_DELIVERIES)
                                .add(TTL.toMillis())))
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1);
    }

    @Override
    public Flux<String> environments() {
        return environments.all();
    }

    @Override
    public Flux<Delivery> claim(String environment, int most, Duration time) {
        return claim.run(lane, keys(environment), new Args().add(most).add(time.toMillis()))
                // Opening many must not hold up the driver's thread.
                .publishOn(Schedulers.parallel())
                .flatMapIterable(answer -> answer)
                .cast(byte[].class)
                .buffer(2)
                .concatMap(pair -> open(environment, Bytes.toText(pair.get(0)), pair.get(1)));
    }

    @Override
    public Mono<Void> postpone(Delivery delivery, Duration delay) {
        return sealed(delivery)
                .flatMap(envelope -> postpone.run(
                        lane,
                        keys(delivery.environment()),
                        Args.of(delivery.id())
                                .add(envelope)
                                .add(delay.toMillis())
                                .add(TTL.toMillis())))
                .then();
    }

    @Override
    public Mono<Void> remove(Delivery delivery) {
        return remove(delivery.environment(), delivery.id());
    }

    private Mono<Void> remove(String environment, String id) {
        return remove.run(lane, keys(environment), Args.of(id)).then();
    }

    /** Away from the driver's threads: sealing reads the system's source of randomness. */
    private Mono<byte[]> sealed(Delivery delivery) {
        return Mono.fromCallable(() -> sealer.seal(
                        DeliveryJson.write(delivery), SealContext.delivery(delivery.environment(), delivery.id())))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** One that does not open never will; the sealer has logged it. */
    private Mono<Delivery> open(String environment, String id, byte[] envelope) {
        return Mono.fromCallable(() -> DeliveryJson.read(
                        environment, id, sealer.open(envelope, SealContext.delivery(environment, id))))
                .onErrorResume(SealException.class, _ -> remove(environment, id).then(Mono.empty()));
    }

    private static List<String> keys(String environment) {
        return List.of(RedisKeys.outbox(environment), RedisKeys.deliveries(environment));
    }
}
