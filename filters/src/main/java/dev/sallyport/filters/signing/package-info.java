// SPDX-License-Identifier: Apache-2.0
/** Credentials that sign each request instead of travelling with it: OAuth 1.0a, NetSuite's tokens, AWS. */
@NullMarked
package dev.sallyport.filters.signing;

import org.jspecify.annotations.NullMarked;
