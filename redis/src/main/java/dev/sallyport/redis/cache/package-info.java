// SPDX-License-Identifier: Apache-2.0
/** What a replica remembers of Redis, and how it learns that it is no longer true. */
@NullMarked
package dev.sallyport.redis.cache;

import org.jspecify.annotations.NullMarked;
