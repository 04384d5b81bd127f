// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.integration;

import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.redis.cache.CacheStats;
import dev.sallyport.redis.cache.Invalidations;
import dev.sallyport.redis.cache.Loaded;
import dev.sallyport.redis.cache.NearCache;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Names;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.Script;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealedEnvironments;
import dev.sallyport.redis.seal.SealedRow;
import dev.sallyport.redis.seal.SealedRows;
import dev.sallyport.redis.seal.Sealer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Integrations in Redis, their configuration sealed. */
public final class RedisIntegrationStore implements IntegrationStore, SealedRows {

    private static final String KIND = "integration";
    private static final int READ_AHEAD = 16;

    private final Script create = Script.load("integration-create");
    private final Script replace = Script.load("row-replace");
    private final Script delete = Script.load("integration-delete");
    private final RedisLane reads;
    private final RedisLane scripts;
    private final RedisLane background;
    private final IntegrationRows rows;
    private final SealedEnvironments environments;
    private final NearCache<Name, Integration> cache;

    public RedisIntegrationStore(RedisConnections connections, Invalidations invalidations, Sealer sealer) {
        this.reads = connections.reads();
        this.scripts = connections.scripts();
        this.background = connections.background();
        this.rows = new IntegrationRows(sealer);
        this.environments = new SealedEnvironments(connections);
        this.cache = invalidations.cache(
                KIND,
                invalidations.settings().integrations().toBytes(),
                names -> new Name(names.get(0), names.get(1)),
                this::load);
    }

    @Override
    public Mono<Integration> find(String environment, String uniqueKey) {
        return cache.find(new Name(environment, uniqueKey));
    }

    @Override
    public Flux<SealedRow> sealedRows(String environment) {
        return names(environment)
                .map(name -> new SealedRow(
                        RedisKeys.integration(environment, name.uniqueKey()),
                        SealContext.integration(environment, name.uniqueKey())));
    }

    @Override
    public Flux<Integration> list(String environment) {
        return names(environment)
                .flatMapSequential(this::readRow, READ_AHEAD)
                // Opening many rows must not hold up the driver's thread.
                .publishOn(Schedulers.parallel())
                .map(found -> rows.read(found.name().environment(), found.name().uniqueKey(), found.row()));
    }

    @Override
    public Mono<Integration> create(Integration integration) {
        Name name = Name.of(integration);
        Mono<List<Object>> write = sealed(integration)
                .delayUntil(fields -> environments.add(name.environment()))
                .flatMap(fields -> create.run(scripts, keys(name), createArgs(name, integration, fields)));
        return cache.invalidating(name, write)
                .filter(answer -> Bytes.toLong(answer.getFirst()) == 1)
                .map(answer -> stored(integration, 1, integration.createdAt()));
    }

    @Override
    public Mono<Integration> replace(Integration integration) {
        Name name = Name.of(integration);
        List<String> row = keys(name).subList(0, 1);
        Mono<List<Object>> write = sealed(integration)
                .flatMap(fields -> replace.run(scripts, row, replaceArgs(name, integration, fields)));
        return cache.invalidating(name, write)
                .filter(answer -> Bytes.toLong(answer.getFirst()) != 0)
                .map(answer ->
                        stored(integration, Bytes.toLong(answer.get(0)), Bytes.toInstant((byte[]) answer.get(1))));
    }

    @Override
    public Mono<Boolean> delete(String environment, String uniqueKey) {
        Name name = new Name(environment, uniqueKey);
        Args args = Args.of(RedisKeys.INVALIDATIONS, name.message(), uniqueKey);
        return cache.invalidating(name, delete.run(scripts, keys(name), args))
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1);
    }

    /** Counts of its cache. */
    public CacheStats cacheStats() {
        return cache.stats();
    }

    /** Away from the driver's threads: sealing reads the system's source of randomness. */
    private Mono<Map<String, byte[]>> sealed(Integration integration) {
        return Mono.fromCallable(() -> rows.write(integration)).subscribeOn(Schedulers.boundedElastic());
    }

    private static Args createArgs(Name name, Integration integration, Map<String, byte[]> fields) {
        return Args.of(RedisKeys.INVALIDATIONS, name.message(), name.uniqueKey(), Row.CREATED_AT)
                .add(integration.createdAt().toString())
                .addFields(fields);
    }

    private static Args replaceArgs(Name name, Integration integration, Map<String, byte[]> fields) {
        return Args.of(RedisKeys.INVALIDATIONS, name.message(), Long.toString(integration.generation()), "")
                .addFields(fields);
    }

    private Flux<Name> names(String environment) {
        return background
                .mono(commands -> commands.zrange(RedisKeys.integrations(environment), 0, -1))
                .flatMapIterable(keys -> keys)
                .map(key -> new Name(environment, Bytes.toText(key)));
    }

    private Mono<Found> readRow(Name name) {
        return background
                .mono(commands -> commands.hgetall(RedisKeys.integration(name.environment(), name.uniqueKey())))
                .map(Row::new)
                .filter(row -> !row.isMissing())
                .map(row -> new Found(name, row));
    }

    private CompletableFuture<Optional<Loaded<Integration>>> load(Name name) {
        return reads.send(commands -> commands.hgetall(RedisKeys.integration(name.environment(), name.uniqueKey())))
                .thenApply(Row::new)
                .thenApply(row -> row.isMissing()
                        ? Optional.empty()
                        : Optional.of(new Loaded<>(
                                rows.read(name.environment(), name.uniqueKey(), row), row.bytesInMemory())));
    }

    private static List<String> keys(Name name) {
        return List.of(
                RedisKeys.integration(name.environment(), name.uniqueKey()),
                RedisKeys.integrations(name.environment()));
    }

    private static Integration stored(Integration written, long generation, Instant createdAt) {
        return new Integration(
                written.environment(),
                written.uniqueKey(),
                written.provider(),
                written.displayName(),
                written.credentials(),
                written.forwardWebhooks(),
                written.integrationConfig(),
                written.custom(),
                written.gateway(),
                generation,
                createdAt,
                written.updatedAt());
    }

    private record Name(String environment, String uniqueKey) {

        static Name of(Integration integration) {
            return new Name(integration.environment(), integration.uniqueKey());
        }

        String message() {
            return Names.join(KIND, environment, uniqueKey);
        }
    }

    private record Found(Name name, Row row) {}
}
