// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

/** What a load found, with its rough size in memory. */
public record Loaded<V>(V value, int bytes) {}
