// SPDX-License-Identifier: Apache-2.0
/** Asking providers' token endpoints for the next token, one way for each kind of grant, and reading what they answer. */
@NullMarked
package dev.sallyport.filters.token;

import org.jspecify.annotations.NullMarked;
