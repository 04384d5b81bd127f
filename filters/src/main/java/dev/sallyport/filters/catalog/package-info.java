// SPDX-License-Identifier: Apache-2.0
/** The provider catalogue: what is known of each provider's API. */
@NullMarked
package dev.sallyport.filters.catalog;

import org.jspecify.annotations.NullMarked;
