// SPDX-License-Identifier: Apache-2.0
/** Leaves a provider host alone while it fails. */
@NullMarked
package dev.sallyport.filters.breaker;

import org.jspecify.annotations.NullMarked;
