// SPDX-License-Identifier: Apache-2.0
/** What all replicas know of providers' limits together. */
@NullMarked
package dev.sallyport.redis.quota;

import org.jspecify.annotations.NullMarked;
