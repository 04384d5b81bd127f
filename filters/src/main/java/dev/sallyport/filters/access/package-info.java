// SPDX-License-Identifier: Apache-2.0
/** Who calls: API keys, their scopes and what they may see. */
@NullMarked
package dev.sallyport.filters.access;

import org.jspecify.annotations.NullMarked;
