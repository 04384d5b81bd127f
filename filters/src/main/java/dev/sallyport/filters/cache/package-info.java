// SPDX-License-Identifier: Apache-2.0
/** What caches on the path of a call have in common. */
@NullMarked
package dev.sallyport.filters.cache;

import org.jspecify.annotations.NullMarked;
