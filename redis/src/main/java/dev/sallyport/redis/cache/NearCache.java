// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What this replica remembers of one kind of thing. A warm {@link #find} touches memory only; a cold one shares one load with
 * every other caller of its key, and leaving does not end the load for the others. A load that began before an
 * invalidation is never remembered after it, and nothing older than what is known takes its place.
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
    // Its computations are the lock of a key, for everything here.
    private final ConcurrentMap<K, Load<V>> loads = new ConcurrentHashMap<>();
    private final Inquiries<K> inquiries = new Inquiries<>();
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
        invalidate(key, null);
    }

    /**
     * As {@link #invalidate(Object)}, unless what is remembered is of this write or of a later one, as after this replica's own.
     *
     * @param written null where that is not told
     */
    void invalidate(K key, @Nullable Version written) {
        loads.compute(key, (same, load) -> {
            inquiries.heard(key, written);
            Entry<V> entry = entries.getIfPresent(key);
            if (entry != null && entry.covers(written)) {
                return load;
            }
            forget(key);
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

    /**
     * As {@link #invalidating}, for a write, or a question past this cache, that answers what is stored: it is remembered before it is
     * seen, unless a newer one, or a write of unknown age, was heard of meanwhile. When it answers nothing the key is forgotten.
     */
    public Mono<V> remembering(K key, Mono<Loaded<V>> truth) {
        return Mono.defer(() -> {
            Inquiry inquiry = begin(key);
            return truth.doOnSuccess(found -> conclude(key, inquiry, found))
                    .doOnError(error -> abandon(key, inquiry))
                    .doOnCancel(() -> abandon(key, inquiry))
                    .map(Loaded::value);
        });
    }

    public CacheStats stats() {
        return new CacheStats(name, hits.sum(), misses.sum(), stale.sum(), entries.estimatedSize());
    }

    private Inquiry begin(K key) {
        Inquiry inquiry = new Inquiry(ticker.read(), link.epoch());
        locked(key, () -> inquiries.begin(key, inquiry));
        return inquiry;
    }

    /** Also ends a load under way, which may have read what was there before. */
    private void conclude(K key, Inquiry inquiry, @Nullable Loaded<V> found) {
        loads.compute(key, (same, load) -> {
            inquiries.end(key, inquiry);
            if (found != null && isOutdated(key, found.version())) {
                return null;
            }
            if (found != null && inquiry.isNewest(found.version())) {
                inquiries.heard(key, found.version());
                remember(key, Entry.of(found, inquiry.startedAt(), inquiry.epoch()));
            } else {
                forget(key);
            }
            return null;
        });
    }

    /** Not by what was remembered before the link broke: Redis may have lost it since. */
    private boolean isOutdated(K key, @Nullable Version found) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null
                && entry.epoch() == link.epoch()
                && entry.covers(found)
                && !Objects.equals(entry.version(), found);
    }

    private void abandon(K key, Inquiry inquiry) {
        locked(key, () -> inquiries.end(key, inquiry));
        distrust(key);
    }

    private void locked(K key, Runnable action) {
        loads.compute(key, (same, load) -> {
            action.run();
            return load;
        });
    }

    private void distrust(K key) {
        loads.compute(key, (same, load) -> {
            entries.asMap().computeIfPresent(key, (known, entry) -> entry.distrusted());
            absences.invalidate(key);
            return null;
        });
    }

    private void forget(K key) {
        entries.invalidate(key);
        absences.invalidate(key);
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
                    loads.remove(key, load);
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
