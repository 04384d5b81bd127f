// SPDX-License-Identifier: Apache-2.0
/** Root. */
@NullMarked
package dev.sallyport.filters;

import org.jspecify.annotations.NullMarked;
