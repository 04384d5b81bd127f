// SPDX-License-Identifier: Apache-2.0
/** Connections in Redis. */
@NullMarked
package dev.sallyport.redis.connection;

import org.jspecify.annotations.NullMarked;
