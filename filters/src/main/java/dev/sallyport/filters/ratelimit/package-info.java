// SPDX-License-Identifier: Apache-2.0
/** What providers say of their rate limits, read into one form. */
@NullMarked
package dev.sallyport.filters.ratelimit;

import org.jspecify.annotations.NullMarked;
