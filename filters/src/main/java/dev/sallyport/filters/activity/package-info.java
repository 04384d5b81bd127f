// SPDX-License-Identifier: Apache-2.0
/** What is kept of proxied calls, so that somebody can find out later why one failed. */
@NullMarked
package dev.sallyport.filters.activity;

import org.jspecify.annotations.NullMarked;
