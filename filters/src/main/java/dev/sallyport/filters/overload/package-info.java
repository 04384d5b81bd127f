// SPDX-License-Identifier: Apache-2.0
/** How many calls are let in, in all and for one provider host. */
@NullMarked
package dev.sallyport.filters.overload;

import org.jspecify.annotations.NullMarked;
