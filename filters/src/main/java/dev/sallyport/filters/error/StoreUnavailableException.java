// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

/**
 * The store did not answer, or answered that it cannot serve now. Adapters classify every driver error as this; callers
 * see 503 {@code store_unavailable}.
 */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param reason a short technical word for log and metrics, such as {@code timeout}, {@code loading},
     *     {@code disconnected}; never a value or a key
     */
    public StoreUnavailableException(String reason, Throwable cause) {
        super(reason, cause, false, false);
    }

    /** As above, where the adapter itself decided, such as {@code away} while it does not even try. */
    public StoreUnavailableException(String reason) {
        super(reason, null, false, false);
    }
}
