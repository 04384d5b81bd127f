// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.observability.tracing.RequestMethod;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What tells one series of call meters from another. */
record CallLabels(
        String environment,
        String integration,
        String provider,
        RequestMethod method,
        String status,
        @Nullable ErrorCode error,
        Outcome outcome) {

    Tags tags() {
        return sizeTags()
                .and(
                        "integration",
                        integration,
                        "method",
                        method.label(),
                        "status",
                        status,
                        "error",
                        error == null ? BoundedLabel.NONE : error.wireName(),
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT));
    }

    Tags sizeTags() {
        return Tags.of("environment", environment, "provider", provider);
    }
}
