// SPDX-License-Identifier: Apache-2.0
/** What a caller is told when the gateway itself answers. */
@NullMarked
package dev.sallyport.filters.error;

import org.jspecify.annotations.NullMarked;
