// SPDX-License-Identifier: Apache-2.0
/** Connect sessions in Redis. */
@NullMarked
package dev.sallyport.redis.session;

import org.jspecify.annotations.NullMarked;
