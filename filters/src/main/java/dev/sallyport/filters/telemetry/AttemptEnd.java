// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param status the upstream's status; 0 when no head came
 * @param error why no head came; null when one did or when the caller left
 */
public record AttemptEnd(int status, @Nullable ErrorCode error) {}
