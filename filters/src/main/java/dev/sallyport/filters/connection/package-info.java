// SPDX-License-Identifier: Apache-2.0
/** Connections: one account's credential for an integration. */
@NullMarked
package dev.sallyport.filters.connection;

import org.jspecify.annotations.NullMarked;
