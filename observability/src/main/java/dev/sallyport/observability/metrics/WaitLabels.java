// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import dev.sallyport.filters.telemetry.WaitKind;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** What tells one series of waits from another. */
record WaitLabels(String provider, WaitKind kind) {

    Tags tags() {
        return Tags.of("provider", provider, "kind", kind.name().toLowerCase(Locale.ROOT));
    }
}
