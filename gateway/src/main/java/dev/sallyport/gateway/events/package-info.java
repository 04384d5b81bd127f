// SPDX-License-Identifier: Apache-2.0
/** Tells receivers what happens to connections: at least once, in the background, signed, and only where the egress policy lets it. */
@NullMarked
package dev.sallyport.gateway.events;

import org.jspecify.annotations.NullMarked;
