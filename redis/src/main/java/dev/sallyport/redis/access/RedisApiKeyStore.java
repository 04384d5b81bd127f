// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.access;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.KeyHash;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** API keys in Redis, under their hashes. */
public final class RedisApiKeyStore implements ApiKeyStore {

    private static final String KIND = "api-key";
    private static final int READ_AHEAD = 16;

    private final Script create = Script.load("api-key-create");
    private final Script delete = Script.load("api-key-delete");
    private final RedisLane reads;
    private final RedisLane scripts;
    private final RedisLane background;
    private final NearCache<KeyHash, ApiKey> cache;

    public RedisApiKeyStore(RedisConnections connections, Invalidations invalidations) {
        this.reads = connections.reads();
        this.scripts = connections.scripts();
        this.background = connections.background();
        this.cache = invalidations.cache(
                KIND, invalidations.settings().apiKeys().toBytes(), names -> new KeyHash(names.getFirst()), this::load);
    }

    @Override
    public Mono<ApiKey> findByHash(KeyHash hash) {
        return cache.find(hash);
    }

    @Override
    public Flux<ApiKey> list(String environment) {
        return background
                .mono(commands -> commands.hvals(RedisKeys.apiKeyIds(environment)))
                .flatMapIterable(hashes -> hashes)
                .flatMap(hash -> read(new KeyHash(Bytes.toText(hash))), READ_AHEAD)
                .sort(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id));
    }

    @Override
    public Mono<Void> create(ApiKey key, KeyHash hash) {
        Args args = Args.of(RedisKeys.INVALIDATIONS, message(hash), key.id(), hash.hex())
                .addFields(ApiKeyRows.write(key));
        return cache.invalidating(hash, create.run(scripts, keys(key.environment(), hash), args))
                .then();
    }

    @Override
    public Mono<Boolean> delete(String environment, String id) {
        return scripts.mono(commands -> commands.hget(RedisKeys.apiKeyIds(environment), id))
                .flatMap(hash -> delete(environment, id, new KeyHash(Bytes.toText(hash))))
                .defaultIfEmpty(false);
    }

    /** Counts of its cache. */
    public CacheStats cacheStats() {
        return cache.stats();
    }

    private Mono<Boolean> delete(String environment, String id, KeyHash hash) {
        Args args = Args.of(RedisKeys.INVALIDATIONS, message(hash), id, hash.hex());
        return cache.invalidating(hash, delete.run(scripts, keys(environment, hash), args))
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1);
    }

    private Mono<ApiKey> read(KeyHash hash) {
        return background
                .mono(commands -> commands.hgetall(RedisKeys.apiKey(hash)))
                .map(Row::new)
                .filter(row -> !row.isMissing())
                .map(ApiKeyRows::read);
    }

    private CompletableFuture<Optional<Loaded<ApiKey>>> load(KeyHash hash) {
        return reads.send(commands -> commands.hgetall(RedisKeys.apiKey(hash)))
                .thenApply(Row::new)
                .thenApply(row -> row.isMissing()
                        ? Optional.empty()
                        : Optional.of(new Loaded<>(ApiKeyRows.read(row), row.bytesInMemory())));
    }

    private static List<String> keys(String environment, KeyHash hash) {
        return List.of(RedisKeys.apiKey(hash), RedisKeys.apiKeyIds(environment));
    }

    private static String message(KeyHash hash) {
        return Names.join(KIND, hash.hex());
    }
}
