// SPDX-License-Identifier: Apache-2.0
/** Connections to Redis by purpose, scripts, keys, and what the driver's errors mean. */
@NullMarked
package dev.sallyport.redis.client;

import org.jspecify.annotations.NullMarked;
