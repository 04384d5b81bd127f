// SPDX-License-Identifier: Apache-2.0
/** The exchange with the provider: sending, guarding, relaying. */
@NullMarked
package dev.sallyport.filters.upstream;

import org.jspecify.annotations.NullMarked;
