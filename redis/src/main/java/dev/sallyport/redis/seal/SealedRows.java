// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import reactor.core.publisher.Flux;

/** Knows one kind of sealed rows. */
public interface SealedRows {

    /** All of an environment, by its index; some may be gone when they are read. */
    Flux<SealedRow> sealedRows(String environment);
}
