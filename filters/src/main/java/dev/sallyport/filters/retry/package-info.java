// SPDX-License-Identifier: Apache-2.0
/** Repeats attempts that failed where repeating is safe and worth it. */
@NullMarked
package dev.sallyport.filters.retry;

import org.jspecify.annotations.NullMarked;
