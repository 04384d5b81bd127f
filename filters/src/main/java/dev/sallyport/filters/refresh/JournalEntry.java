// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.credential.Credential;

/**
 * A granted credential on its way into the store.
 *
 * @param connectionId number of the connection, so that one made anew under the same name does not get it
 * @param before fingerprint of the credential that it follows and replaces
 */
public record JournalEntry(long connectionId, String before, Credential granted) {}
