// SPDX-License-Identifier: Apache-2.0
/** Integrations in Redis. */
@NullMarked
package dev.sallyport.redis.integration;

import org.jspecify.annotations.NullMarked;
