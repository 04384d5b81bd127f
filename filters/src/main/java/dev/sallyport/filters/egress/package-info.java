// SPDX-License-Identifier: Apache-2.0
/** Where a call may go: base URL, host binding, address policy. */
@NullMarked
package dev.sallyport.filters.egress;

import org.jspecify.annotations.NullMarked;
