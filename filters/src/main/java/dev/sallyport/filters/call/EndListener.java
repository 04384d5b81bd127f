// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import reactor.core.publisher.Mono;

/**
 * Hears how the rest of the chain ends, before whoever waits for it does. It is one operator where {@code doOnSuccess},
 * {@code doOnError} and {@code doOnCancel} are three, on every attempt. A cancel may come on the heels of an end, so what is told
 * second must do nothing. Nothing here throws.
 */
public interface EndListener {

    void completed();

    void failed(Throwable error);

    void cancelled();

    /** The same, telling {@code listener} how it ends. For one subscriber. */
    static Mono<Void> tell(Mono<Void> rest, EndListener listener) {
        return new ToldEnd(rest, listener);
    }
}
