// SPDX-License-Identifier: Apache-2.0
/** Authorizations whose browser is at the provider. */
@NullMarked
package dev.sallyport.redis.authorize;

import org.jspecify.annotations.NullMarked;
