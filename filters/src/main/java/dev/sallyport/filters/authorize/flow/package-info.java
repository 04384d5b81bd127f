// SPDX-License-Identifier: Apache-2.0
/** The ways a provider lets a browser authorize, one class for each protocol. */
@NullMarked
package dev.sallyport.filters.authorize.flow;

import org.jspecify.annotations.NullMarked;
