// SPDX-License-Identifier: Apache-2.0
/** Provider credentials: their kinds, what they put into a request, and how they stay secret. */
@NullMarked
package dev.sallyport.filters.credential;

import org.jspecify.annotations.NullMarked;
