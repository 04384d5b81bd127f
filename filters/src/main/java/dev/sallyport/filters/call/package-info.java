// SPDX-License-Identifier: Apache-2.0
/** One proxied call: its parsed request and the state its filters share. */
@NullMarked
package dev.sallyport.filters.call;

import org.jspecify.annotations.NullMarked;
