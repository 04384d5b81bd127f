// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;

/**
 * What this replica remembers of one kind of thing. A warm {@link #find} touches memory only; a cold one shares one load with
 * every other caller of its key, and leaving does not end the load for the others. A load that began before an
 * invalidation is never remembered after it.
 */
public final class NearCache<K, V> {

    private final String name;
    private final CacheLoader<K, V> loader;
    private final CacheSettings settings;
    private final LinkState link;
    private final Ticker ticker;
    private final Cache<K, Entry<V>> entries;
    // Apart from the entries, so that a flood of unknown names evicts nothing of use.
    private final Cache<K, Entry<V>> absences;
    private final ConcurrentMap<K, Load<V>> loads = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stale = new LongAdder();

    NearCache(
            String name,
            CacheLoader<K, V> loader,
            long maxBytes,
            CacheSettings settings,
            LinkState link,
            Ticker ticker) {
        this.name = name;
        this.loader = loader;
        this.settings = settings;
        this.link = link;
        this.ticker = ticker;
        this.entries = PathCache.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((K key, Entry<V> entry) -> entry.bytes())
                .expireAfterWrite(settings.staleTtl())
                .ticker(ticker)
                .build();
        this.absences = PathCache.newBuilder()
                .maximumSize(settings.negatives())
                .expireAfterWrite(settings.negativeTtl())
                .ticker(ticker)
                .build();
    }

    /** Empty when there is none. Looks it up each time it is subscribed to. */
    public Mono<V> find(K key) {
        return Mono.defer(() -> lookUp(key));
    }

    /** Forgets the key, and what a load of it that is under way will bring. */
    public void invalidate(K key) {
        loads.compute(key, (same, load) -> {
            entries.invalidate(key);
            absences.invalidate(key);
            return null;
        });
    }

    /**
     * A write of this key: what it changed is forgotten before its success is seen. When its outcome is unknown the key is asked for
     * again, but keeps serving should Redis be away.
     */
    public <T> Mono<T> invalidating(K key, Mono<T> write) {
        return write.doOnSuccess(done -> invalidate(key))
                .doOnError(error -> distrust(key))
                .doOnCancel(() -> distrust(key));
    }

    private void distrust(K key) {
        loads.compute(key, (same, load) -> {
            entries.asMap().computeIfPresent(key, (known, entry) -> entry.distrusted());
            absences.invalidate(key);
            return null;
        });
    }

    public CacheStats stats() {
        return new CacheStats(name, hits.sum(), misses.sum(), stale.sum(), entries.estimatedSize());
    }

    private Mono<V> lookUp(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        Entry<V> known = entry == null ? absences.getIfPresent(key) : entry;
        if (known != null && isFresh(known)) {
            hits.increment();
            return known.answer();
        }
        misses.increment();
        Mono<V> loaded = Mono.fromFuture(load(key), true).flatMap(Entry::answer);
        return entry == null ? loaded : loaded.onErrorResume(StoreUnavailableException.class, e -> stale(entry));
    }

    /** Callers judge by themselves whether the credential in it is still valid. */
    private Mono<V> stale(Entry<V> entry) {
        stale.increment();
        return entry.answer();
    }

    private boolean isFresh(Entry<V> entry) {
        if (entry.epoch() != link.epoch()) {
            return false;
        }
        Duration linkedTtl = entry.absence() ? settings.negativeTtl() : settings.ttl();
        Duration ttl = link.isLinked() ? linkedTtl : settings.unlinkedTtl();
        return ticker.read() - entry.loadedAt() < ttl.toNanos();
    }

    private CompletableFuture<Entry<V>> load(K key) {
        long epoch = link.epoch();
        Load<V> load = new Load<>(ticker.read(), epoch);
        Load<V> running =
                loads.compute(key, (same, current) -> current != null && current.epoch == epoch ? current : load);
        if (running == load) {
            start(key, load);
        }
        return running.result;
    }

    private void start(K key, Load<V> load) {
        var _ = attempt(key)
                .thenAccept(found -> finish(key, load, entry(load, found)))
                .exceptionally(error -> {
                    forget(key, load);
                    load.result.completeExceptionally(error);
                    return null;
                });
    }

    private CompletableFuture<Optional<Loaded<V>>> attempt(K key) {
        try {
            return loader.load(key);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Remembers under the key's lock and only while the load still counts: see {@link #invalidate}. */
    private void finish(K key, Load<V> load, Entry<V> entry) {
        loads.computeIfPresent(key, (same, current) -> {
            if (current != load) {
                return current;
            }
            remember(key, entry);
            return null;
        });
        load.result.complete(entry);
    }

    private void forget(K key, Load<V> load) {
        loads.remove(key, load);
    }

    private Entry<V> entry(Load<V> load, Optional<Loaded<V>> found) {
        return found.map(loaded -> Entry.of(loaded, load.startedAt, load.epoch))
                .orElseGet(() -> Entry.absence(load.startedAt, load.epoch));
    }

    private void remember(K key, Entry<V> entry) {
        if (entry.absence()) {
            entries.invalidate(key);
            absences.put(key, entry);
        } else {
            absences.invalidate(key);
            entries.put(key, entry);
        }
    }

    /** One load and who waits for it; not a record, because it is told apart by identity. */
    private static final class Load<V> {

        private final CompletableFuture<Entry<V>> result = new CompletableFuture<>();
        private final long startedAt;
        private final long epoch;

        Load(long startedAt, long epoch) {
            this.startedAt = startedAt;
            this.epoch = epoch;
        }
    }
}
