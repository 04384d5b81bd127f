// SPDX-License-Identifier: Apache-2.0
/** What replicas share of circuit breakers. */
@NullMarked
package dev.sallyport.redis.breaker;

import org.jspecify.annotations.NullMarked;
