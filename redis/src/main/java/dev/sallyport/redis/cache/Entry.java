// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import reactor.core.publisher.Mono;

/**
 * What is remembered of one key.
 *
 * @param answer ready to hand out; empty for an absence
 * @param loadedAt when its load began, nanoseconds of the cache's ticker
 * @param epoch of the {@link LinkState} when its load began
 */
record Entry<V>(Mono<V> answer, long loadedAt, long epoch, int bytes, boolean absence) {

    static <V> Entry<V> of(Loaded<V> loaded, long loadedAt, long epoch) {
        return new Entry<>(Mono.just(loaded.value()), loadedAt, epoch, loaded.bytes(), false);
    }

    /** Of no epoch, so no longer used without asking. */
    Entry<V> distrusted() {
        return new Entry<>(answer, loadedAt, -1, bytes, absence);
    }

    static <V> Entry<V> absence(long loadedAt, long epoch) {
        return new Entry<>(Mono.empty(), loadedAt, epoch, 0, true);
    }
}
