// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Duration;

/**
 * Who waits for a refresh.
 *
 * @param patience how long it can; who leaves earlier cancels
 * @param traceParent its span, as the W3C header of that name tells it, below which a refresh that begins for it is shown;
 *     empty when nothing traces
 */
public record Waiter(Duration patience, String traceParent) {

    public Waiter {
        patience = patience.isNegative() ? Duration.ZERO : patience;
    }

    /** One that is not traced. */
    public static Waiter of(Duration patience) {
        return new Waiter(patience, "");
    }
}
