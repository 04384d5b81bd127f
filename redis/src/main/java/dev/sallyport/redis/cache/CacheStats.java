// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

/**
 * Counts of one cache since the start.
 *
 * @param hits answered from memory
 * @param misses needed Redis
 * @param stale answered from memory beyond its time, because Redis was away
 */
public record CacheStats(String name, long hits, long misses, long stale, long entries) {}
