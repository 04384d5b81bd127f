// SPDX-License-Identifier: Apache-2.0
/** The ports of the request path on Redis; {@link dev.sallyport.redis.RedisStores} is the way in. */
@NullMarked
package dev.sallyport.redis;

import org.jspecify.annotations.NullMarked;
