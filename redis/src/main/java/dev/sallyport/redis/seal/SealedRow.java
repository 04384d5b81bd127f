// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

/** Where a sealed value is, and what it is bound to. */
public record SealedRow(String redisKey, SealContext context) {}
