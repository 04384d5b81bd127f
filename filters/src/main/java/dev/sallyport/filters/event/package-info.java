// SPDX-License-Identifier: Apache-2.0
/** What happens to connections that their owners want to hear of, and what they are sent of it. */
@NullMarked
package dev.sallyport.filters.event;

import org.jspecify.annotations.NullMarked;
