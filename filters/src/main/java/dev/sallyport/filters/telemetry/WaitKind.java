// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

/** What a call waits for. */
public enum WaitKind {
    /** A provider's limit. */
    QUOTA,
    /** The pause before a retry. */
    BACKOFF,
    /** A usable credential. */
    REFRESH
}
