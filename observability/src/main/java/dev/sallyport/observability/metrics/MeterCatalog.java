// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

/** Every meter of the gateway's own, with its tags. {@code docs/metrics.md} is checked against it. */
public enum MeterCatalog {
    CALLS(
            "sallyport.calls",
            "timer",
            "environment, integration, provider, method, status, error, outcome",
            "calls, from the caller's head to the last byte of the answer"),
    CALLS_ACTIVE("sallyport.calls.active", "gauge", "", "calls in progress"),
    REQUEST_SIZE(
            "sallyport.request.size",
            "summary of bytes",
            "environment, provider",
            "body bytes sent to the upstream by the last attempt"),
    RESPONSE_SIZE(
            "sallyport.response.size", "summary of bytes", "environment, provider", "body bytes relayed to the caller"),
    ATTEMPTS(
            "sallyport.attempts",
            "timer",
            "provider, method, status, error",
            "sends to an upstream, until its response head or failure"),
    SPANS_DROPPED(
            "sallyport.spans.dropped",
            "counter",
            "reason",
            "spans that never reached the collector: `queue_full` or `export_failed`"),
    SPANS_QUEUED("sallyport.spans.queued", "gauge", "", "spans waiting for export"),
    TELEMETRY_FAILURES(
            "sallyport.telemetry.failures",
            "counter",
            "",
            "reports of a call that an adapter failed to take; always a bug");

    private final String meterName;
    private final String type;
    private final String tags;
    private final String description;

    MeterCatalog(String meterName, String type, String tags, String description) {
        this.meterName = meterName;
        this.type = type;
        this.tags = tags;
        this.description = description;
    }

    /** Name in Micrometer's spelling; Prometheus has underscores for dots, and a suffix for the unit. */
    public String meterName() {
        return meterName;
    }

    /** Kind of meter. */
    public String type() {
        return type;
    }

    /** Keys of its tags, with a comma and a space between. */
    public String tags() {
        return tags;
    }

    /** What it measures. */
    public String description() {
        return description;
    }
}
