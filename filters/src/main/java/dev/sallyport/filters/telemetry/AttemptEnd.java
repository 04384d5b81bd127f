// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param status the upstream's status; 0 when no head came
 * @param error why no head came; null when one did or when the caller left
 * @param protocolVersion HTTP version the upstream answered in, such as {@code 1.1}; null when not known
 */
public record AttemptEnd(
        int status, @Nullable ErrorCode error, @Nullable String protocolVersion) {

    /** An end whose HTTP version is not known. */
    public AttemptEnd(int status, @Nullable ErrorCode error) {
        this(status, error, null);
    }
}
