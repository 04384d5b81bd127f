// SPDX-License-Identifier: Apache-2.0
/** Tokens that are made from stored fields without asking anybody: JWT and WSSE. */
@NullMarked
package dev.sallyport.filters.minting;

import org.jspecify.annotations.NullMarked;
