// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.Script;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Seals what is still under older keys under the primary one, so that those can be retired. Safe at any time and on several replicas at
 * once: a row is changed only if it still holds what was read.
 */
public final class Resealer {

    private static final Logger LOG = LoggerFactory.getLogger(Resealer.class);

    /** Rows in work; few, because callers have the first claim on Redis. */
    private static final int CONCURRENCY = 4;

    private final Script script = Script.load("row-reseal");
    private final SealedEnvironments environments;
    private final RedisLane lane;
    private final Sealer sealer;
    private final List<SealedRows> kinds;

    public Resealer(RedisConnections connections, Sealer sealer, List<SealedRows> kinds) {
        this.environments = new SealedEnvironments(connections);
        this.lane = connections.background();
        this.sealer = sealer;
        this.kinds = List.copyOf(kinds);
    }

    /** One pass over every row. Fails when Redis goes away; what is done stays done. */
    public Mono<ResealReport> run() {
        return environments
                .all()
                .concatMap(environment -> Flux.fromIterable(kinds).concatMap(kind -> kind.sealedRows(environment)))
                .flatMap(this::reseal, CONCURRENCY)
                .reduce(ResealReport.NOTHING, ResealReport::plus)
                .doOnNext(report -> LOG.info("Re-sealing under the primary encryption key: {}", report));
    }

    private Mono<ResealReport> reseal(SealedRow row) {
        return lane.mono(commands -> commands.hget(row.redisKey(), Row.SEALED))
                .publishOn(Schedulers.boundedElastic())
                .flatMap(value -> sealer.isCurrent(value) ? Mono.just(ResealReport.CURRENT) : reseal(row, value))
                .onErrorReturn(SealException.class, ResealReport.FAILED)
                .defaultIfEmpty(ResealReport.MOVED);
    }

    private Mono<ResealReport> reseal(SealedRow row, byte[] value) {
        Args args = new Args().add(value).add(sealer.reseal(value, row.context()));
        return script.run(lane, List.of(row.redisKey()), args)
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1 ? ResealReport.RESEALED : ResealReport.MOVED);
    }
}
