// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

/** What one connection is doing, shared by its handlers and touched only on its event loop. */
final class Visit {

    /** Bytes of a request head have come, but not all of them. */
    boolean inHead;

    /** A request was let in whose body has not fully come. */
    boolean inBody;

    /** A request was let in and its answer has not been fully written. */
    boolean busy;

    /** Bytes of the next request wait until this one is answered. */
    boolean holding;

    /** Nothing of what comes is parsed any more. */
    boolean refused;

    boolean headMethod;
    boolean http10;

    /** Requests let in so far, which tells one from the next. */
    long requests;

    /** Body bytes since the deadlines last looked. */
    long bodyBytes;

    boolean isIdle() {
        return !inHead && !inBody && !busy;
    }
}
