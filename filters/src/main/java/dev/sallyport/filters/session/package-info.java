// SPDX-License-Identifier: Apache-2.0
/** Sessions in which an end user creates or repairs a connection from a link. */
@NullMarked
package dev.sallyport.filters.session;

import org.jspecify.annotations.NullMarked;
