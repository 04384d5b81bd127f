// SPDX-License-Identifier: Apache-2.0
/** API keys in Redis. */
@NullMarked
package dev.sallyport.redis.access;

import org.jspecify.annotations.NullMarked;
