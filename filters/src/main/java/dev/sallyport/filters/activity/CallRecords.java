// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.telemetry.CallTelemetry;

/** Watches calls so that something is kept of them. */
@FunctionalInterface
public interface CallRecords {

    /** Keeps nothing. */
    CallRecords OFF = (call, telemetry) -> telemetry;

    /**
     * Watches a call from now on.
     *
     * @param telemetry what else hears of it, and goes on to
     * @return what the call is to report to
     */
    CallTelemetry.Call observe(ProxyCall call, CallTelemetry.Call telemetry);
}
