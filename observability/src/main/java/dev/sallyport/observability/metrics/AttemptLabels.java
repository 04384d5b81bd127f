// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.observability.tracing.RequestMethod;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/** What tells one series of attempt meters from another. */
record AttemptLabels(
        String provider,
        RequestMethod method,
        String status,
        @Nullable ErrorCode error) {

    Tags tags() {
        return Tags.of(
                "provider",
                provider,
                "method",
                method.label(),
                "status",
                status,
                "error",
                error == null ? BoundedLabel.NONE : error.wireName());
    }
}
