// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.redis.cache.CacheStats;
import dev.sallyport.redis.cache.Invalidations;
import dev.sallyport.redis.cache.Loaded;
import dev.sallyport.redis.cache.NearCache;
import dev.sallyport.redis.cache.Version;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Connections in Redis, their secrets sealed. */
public final class RedisConnectionStore implements ConnectionStore, SealedRows {

    private static final String KIND = "connection";
    private static final int READ_AHEAD = 16;

    private final Script save = Script.load("connection-save");
    private final Script replace = Script.load("row-replace");
    private final Script delete = Script.load("connection-delete");
    private final RedisLane reads;
    private final RedisLane scripts;
    private final RedisLane background;
    private final ConnectionIndex index;
    private final ConnectionRows rows;
    private final SealedEnvironments environments;
    private final NearCache<ConnectionKey, Connection> cache;

    public RedisConnectionStore(RedisConnections connections, Invalidations invalidations, Sealer sealer) {
        this.reads = connections.reads();
        this.scripts = connections.scripts();
        this.background = connections.background();
        this.index = new ConnectionIndex(background);
        this.rows = new ConnectionRows(sealer);
        this.environments = new SealedEnvironments(connections);
        this.cache = invalidations.cache(
                KIND,
                invalidations.settings().connections().toBytes(),
                names -> new ConnectionKey(names.get(0), names.get(1), names.get(2)),
                RedisConnectionStore::version,
                this::load);
    }

    @Override
    public Mono<Connection> find(ConnectionKey key) {
        return cache.find(key);
    }

    /** Not by way of the cache, which would answer an old one while Redis is away. */
    @Override
    public Mono<Connection> findLatest(ConnectionKey key) {
        return cache.remembering(
                key, readRow(key).publishOn(Schedulers.parallel()).map(found -> opened(key, found.row())));
    }

    @Override
    public Flux<SealedRow> sealedRows(String environment) {
        return index.all(environment).map(key -> new SealedRow(RedisKeys.connection(key), SealContext.connection(key)));
    }

    @Override
    public Flux<Connection> list(String environment) {
        return index.all(environment)
                .flatMapSequential(this::readRow, READ_AHEAD)
                // Opening many rows must not hold up the driver's thread.
                .publishOn(Schedulers.parallel())
                .map(found -> rows.read(found.key(), found.row()));
    }

    @Override
    public Mono<Long> count(String environment, String integration) {
        return background.mono(commands -> commands.zcard(RedisKeys.connectionsOf(environment, integration)));
    }

    @Override
    public Mono<Connection> save(Connection connection) {
        ConnectionKey key = connection.key();
        return cache.remembering(
                key,
                sealed(connection)
                        .delayUntil(_ -> environments.add(key.environment()))
                        .flatMap(fields -> save.run(scripts, saveKeys(key), saveArgs(connection, fields))
                                .publishOn(Schedulers.parallel())
                                .map(answer -> stored(key, fields, Bytes.toLong(answer.get(2)), answer))));
    }

    @Override
    public Mono<Connection> replace(Connection connection) {
        ConnectionKey key = connection.key();
        List<String> row = List.of(RedisKeys.connection(key));
        return cache.remembering(
                key,
                sealed(connection)
                        .flatMap(fields -> replace.run(scripts, row, replaceArgs(connection, fields))
                                .filter(answer -> Bytes.toLong(answer.getFirst()) != 0)
                                .publishOn(Schedulers.parallel())
                                .map(answer -> stored(key, fields, connection.id(), answer))));
    }

    @Override
    public Mono<Boolean> delete(ConnectionKey key) {
        return delete(key.environment(), key.integration(), List.of(key)).map(removed -> removed == 1);
    }

    @Override
    public Mono<Long> deleteAll(String environment, String integration) {
        return deleteSome(environment, integration)
                .expand(removed -> removed == 0 ? Mono.empty() : deleteSome(environment, integration))
                .reduce(0L, Long::sum);
    }

    /** Counts of its cache. */
    public CacheStats cacheStats() {
        return cache.stats();
    }

    /** A page at a time: one script over thousands of rows would hold up everyone. */
    private Mono<Long> deleteSome(String environment, String integration) {
        return index.someOf(environment, integration)
                .flatMap(keys -> keys.isEmpty() ? Mono.just(0L) : delete(environment, integration, keys));
    }

    /** With what is known of their refreshes, which holds secrets of theirs. */
    private Mono<Long> delete(String environment, String integration, List<ConnectionKey> doomed) {
        List<String> keys = new ArrayList<>();
        keys.add(RedisKeys.connections(environment));
        keys.add(RedisKeys.connectionsOf(environment, integration));
        keys.add(RedisKeys.broken(environment));
        Args args = Args.of(RedisKeys.INVALIDATIONS);
        for (ConnectionKey key : doomed) {
            keys.add(RedisKeys.connection(key));
            keys.add(RedisKeys.refreshSetback(key));
            keys.add(RedisKeys.refreshJournal(key));
            args.add(message(key)).add(RedisKeys.member(key));
        }
        Mono<List<Object>> write = delete.run(scripts, keys, args);
        for (ConnectionKey key : doomed) {
            write = cache.invalidating(key, write);
        }
        return write.map(answer -> Bytes.toLong(answer.getFirst()));
    }

    private static List<String> saveKeys(ConnectionKey key) {
        return List.of(
                RedisKeys.connection(key),
                RedisKeys.connections(key.environment()),
                RedisKeys.connectionsOf(key.environment(), key.integration()),
                RedisKeys.connectionNumber(key.environment()));
    }

    /** Away from the driver's threads: sealing reads the system's source of randomness. */
    private Mono<Map<String, byte[]>> sealed(Connection connection) {
        return Mono.fromCallable(() -> rows.write(connection)).subscribeOn(Schedulers.boundedElastic());
    }

    private static Args saveArgs(Connection connection, Map<String, byte[]> fields) {
        ConnectionKey key = connection.key();
        return Args.of(RedisKeys.INVALIDATIONS, message(key), RedisKeys.member(key))
                .add(connection.createdAt().toString())
                .addFields(fields);
    }

    private static Args replaceArgs(Connection connection, Map<String, byte[]> fields) {
        return Args.of(RedisKeys.INVALIDATIONS, message(connection.key()))
                .add(Long.toString(connection.generation()))
                .add(Long.toString(connection.id()))
                .addFields(fields);
    }

    private Mono<Found> readRow(ConnectionKey key) {
        return background
                .mono(commands -> commands.hgetall(RedisKeys.connection(key)))
                .map(Row::new)
                .filter(row -> !row.isMissing())
                .map(row -> new Found(key, row));
    }

    private CompletableFuture<Optional<Loaded<Connection>>> load(ConnectionKey key) {
        return reads.send(commands -> commands.hgetall(RedisKeys.connection(key)))
                .thenApply(Row::new)
                .thenApply(row -> row.isMissing() ? Optional.empty() : Optional.of(opened(key, row)));
    }

    private static String message(ConnectionKey key) {
        return Names.join(KIND, key.environment(), key.integration(), key.connectionId());
    }

    /** Messages of deletions, and those of earlier versions of this program, do not tell. */
    private static @Nullable Version version(List<String> names) {
        return names.size() < 5 ? null : new Version(Long.parseLong(names.get(3)), Long.parseLong(names.get(4)));
    }

    /**
     * As the next who reads it will find it.
     *
     * @param answer generation and creation, as the scripts give them
     */
    private Loaded<Connection> stored(ConnectionKey key, Map<String, byte[]> written, long id, List<Object> answer) {
        Map<String, byte[]> fields = new HashMap<>(written);
        fields.put(ConnectionRows.ID, Bytes.of(id));
        fields.put(Row.GENERATION, Bytes.of(Bytes.toLong(answer.get(0))));
        fields.put(Row.CREATED_AT, (byte[]) answer.get(1));
        return opened(key, new Row(fields));
    }

    private Loaded<Connection> opened(ConnectionKey key, Row row) {
        Connection connection = rows.read(key, row);
        return new Loaded<>(connection, row.bytesInMemory(), new Version(connection.id(), connection.generation()));
    }

    private record Found(ConnectionKey key, Row row) {}
}
