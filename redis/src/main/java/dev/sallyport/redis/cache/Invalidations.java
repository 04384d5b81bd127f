// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sallyport.redis.client.Names;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisSubscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the caches of this replica and tells them what changed on any replica. A message is the kind of thing and its names,
 * joined by {@link Names}.
 */
public final class Invalidations implements RedisSubscriber {

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    private final CacheSettings settings;
    private final Ticker ticker;
    private final LinkState link = new LinkState();
    private final Map<String, Consumer<List<String>>> kinds = new ConcurrentHashMap<>();

    Invalidations(CacheSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Listens on these connections. */
    public static Invalidations listen(CacheSettings settings, RedisConnections connections) {
        Invalidations invalidations = new Invalidations(settings, Ticker.systemTicker());
        connections.subscribe(RedisKeys.INVALIDATIONS, invalidations);
        return invalidations;
    }

    /**
     * A cache for one kind of thing.
     *
     * @param kind first word of its messages, and its name in statistics
     * @param key makes its key from the names of a message
     */
    public <K, V> NearCache<K, V> cache(
            String kind, long maxBytes, Function<List<String>, K> key, CacheLoader<K, V> loader) {
        return cache(kind, maxBytes, key, _ -> null, loader);
    }

    /**
     * A cache for one kind of thing whose messages may tell which write they are about.
     *
     * @param version reads it from the names of a message; null when it does not tell, as those of deletions
     */
    public <K, V> NearCache<K, V> cache(
            String kind,
            long maxBytes,
            Function<List<String>, K> key,
            Function<List<String>, @Nullable Version> version,
            CacheLoader<K, V> loader) {
        NearCache<K, V> cache = new NearCache<>(kind, loader, maxBytes, settings, link, ticker);
        kinds.put(kind, names -> cache.invalidate(key.apply(names), version.apply(names)));
        return cache;
    }

    public CacheSettings settings() {
        return settings;
    }

    @Override
    public void linked() {
        link.linked();
        LOG.debug("Cache invalidations arrive");
    }

    @Override
    public void unlinked() {
        link.unlinked();
        LOG.debug("Cache invalidations no longer arrive");
    }

    /** Kinds that this version does not know come from a newer one during a rolling update. */
    @Override
    public void message(String text) {
        List<String> names = Names.split(text);
        Consumer<List<String>> kind = kinds.get(names.getFirst());
        if (kind != null) {
            kind.accept(names.subList(1, names.size()));
        }
    }
}
