// SPDX-License-Identifier: Apache-2.0
/** Renewing credentials: when one is due, who asks for the next one, and how what was granted is never lost. */
@NullMarked
package dev.sallyport.filters.refresh;

import org.jspecify.annotations.NullMarked;
