// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads the truth from Redis; empty when there is none. */
@FunctionalInterface
public interface CacheLoader<K, V> {

    CompletableFuture<Optional<Loaded<V>>> load(K key);
}
