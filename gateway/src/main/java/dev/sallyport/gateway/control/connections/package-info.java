// SPDX-License-Identifier: Apache-2.0
/** Connections over HTTP: import, listing, reading, metadata. */
@NullMarked
package dev.sallyport.gateway.control.connections;

import org.jspecify.annotations.NullMarked;
