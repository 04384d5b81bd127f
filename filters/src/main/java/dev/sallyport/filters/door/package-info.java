// SPDX-License-Identifier: Apache-2.0
/** Hygiene of incoming requests before any filter sees them. */
@NullMarked
package dev.sallyport.filters.door;

import org.jspecify.annotations.NullMarked;
