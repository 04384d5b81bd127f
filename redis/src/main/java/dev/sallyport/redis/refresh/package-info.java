// SPDX-License-Identifier: Apache-2.0
/** What replicas share of renewing credentials: who is at it, what was granted and not stored yet, what failed. */
@NullMarked
package dev.sallyport.redis.refresh;

import org.jspecify.annotations.NullMarked;
