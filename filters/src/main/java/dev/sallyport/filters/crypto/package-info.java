// SPDX-License-Identifier: Apache-2.0
/** What signatures are made of: encodings, hashes, keys and the one canonical form of parameters. */
@NullMarked
package dev.sallyport.filters.crypto;

import org.jspecify.annotations.NullMarked;
