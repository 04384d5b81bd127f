// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import io.micrometer.core.instrument.Tags;

/** What tells one series of retry decisions from another. */
record RetryLabels(String provider, String reason, boolean again) {

    Tags tags() {
        return Tags.of("provider", provider, "reason", reason, "outcome", again ? "again" : "stopped");
    }
}
