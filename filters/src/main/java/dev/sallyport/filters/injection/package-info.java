// SPDX-License-Identifier: Apache-2.0
/** How a credential and a provider's own parameters get into a request: headers, query, body. */
@NullMarked
package dev.sallyport.filters.injection;

import org.jspecify.annotations.NullMarked;
