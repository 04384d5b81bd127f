// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps what a provider granted until the store has it: where refresh tokens are used once, a granted one is the only way on.
 * Sealed at rest. Every method fails with {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot
 * serve.
 */
public interface RefreshJournal {

    /** Adds the entry behind the connection's others and answers its id. Repeating adds it twice, which does no harm. */
    Mono<String> append(ConnectionKey key, JournalEntry entry);

    /** The connection's entries, oldest first. Those that cannot be opened are left out. */
    Flux<Written> read(ConnectionKey key);

    /** Removes these entries; those that are gone are no error. */
    Mono<Void> remove(ConnectionKey key, List<String> ids);

    /** An entry with the id that removes it. */
    record Written(String id, JournalEntry entry) {}
}
