// SPDX-License-Identifier: Apache-2.0
/** Connections that an end user's browser creates or repairs: who may, on what terms, and what is stored in the end. */
@NullMarked
package dev.sallyport.filters.authorize;

import org.jspecify.annotations.NullMarked;
