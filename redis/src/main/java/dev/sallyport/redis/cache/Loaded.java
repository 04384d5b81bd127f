// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a load found.
 *
 * @param bytes its rough size in memory
 * @param version which write it is of; null where that is not told
 */
public record Loaded<V>(V value, int bytes, @Nullable Version version) {

    public Loaded(V value, int bytes) {
        this(value, bytes, null);
    }
}
