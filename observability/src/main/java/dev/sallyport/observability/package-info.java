// SPDX-License-Identifier: Apache-2.0
/** Root. */
@NullMarked
package dev.sallyport.observability;

import org.jspecify.annotations.NullMarked;
