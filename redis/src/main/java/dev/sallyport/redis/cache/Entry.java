// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What is remembered of one key.
 *
 * @param answer ready to hand out; empty for an absence
 * @param version which write it is of; null where that is not known
 * @param loadedAt when its load began, nanoseconds of the cache's ticker
 * @param epoch of the {@link LinkState} when its load began
 */
record Entry<V>(Mono<V> answer, @Nullable Version version, long loadedAt, long epoch, int bytes, boolean absence) {

    static <V> Entry<V> of(Loaded<V> loaded, long loadedAt, long epoch) {
        return new Entry<>(Mono.just(loaded.value()), loaded.version(), loadedAt, epoch, loaded.bytes(), false);
    }

    static <V> Entry<V> absence(long loadedAt, long epoch) {
        return new Entry<>(Mono.empty(), null, loadedAt, epoch, 0, true);
    }

    /** Of no epoch, so no longer used without asking. */
    Entry<V> distrusted() {
        return new Entry<>(answer, version, loadedAt, -1, bytes, absence);
    }

    /** Whether it is of this write or of one after it, as far as is known. */
    boolean covers(@Nullable Version other) {
        return version != null && other != null && version.covers(other);
    }
}
