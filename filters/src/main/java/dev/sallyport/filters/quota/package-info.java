// SPDX-License-Identifier: Apache-2.0
/** Keeps calls within what providers allow, across replicas. */
@NullMarked
package dev.sallyport.filters.quota;

import org.jspecify.annotations.NullMarked;
