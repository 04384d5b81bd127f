// SPDX-License-Identifier: Apache-2.0
/** Records of calls in Redis: how they are kept, found and counted. */
@NullMarked
package dev.sallyport.redis.activity;

import org.jspecify.annotations.NullMarked;
