// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityHistogram.Bar;
import dev.sallyport.filters.activity.ActivityPage.Entry;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.gateway.control.http.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as lists show it. What is not known is null. */
final class CallJson {

    private CallJson() {}

    static Map<String, @Nullable Object> write(Entry entry) {
        return write(entry.id(), entry.summary());
    }

    /** A map of the caller's own. */
    static Map<String, @Nullable Object> write(String id, ActivitySummary call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("started_at", WireTime.zulu(call.startedAt()));
        json.put("environment", call.environment());
        json.put("api_key_id", call.apiKeyId());
        json.put("integration", call.integration());
        json.put("connection", call.connectionId());
        json.put("provider", call.provider());
        json.put("method", call.method());
        json.put("path", call.path());
        json.put("host", unlessEmpty(call.host()));
        json.put("status", status(call.status()));
        json.put("error", wireName(call.error()));
        json.put("outcome", call.outcome().name().toLowerCase(Locale.ROOT));
        json.put("failed", call.isFailed());
        json.put("attempts", call.attempts());
        json.put("waited_ms", millis(call.waited()));
        json.put("total_ms", millis(call.total()));
        json.put("trace_id", unlessEmpty(call.traceId()));
        json.put("replay_of", call.replayOf());
        return json;
    }

    static Map<String, Object> write(Bar bar) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", WireTime.zulu(bar.from()));
        json.put("to", WireTime.zulu(bar.to()));
        json.put("succeeded", bar.succeeded());
        json.put("failed", bar.failed());
        return json;
    }

    /** With microseconds as its fraction. */
    static @Nullable Double millis(@Nullable Duration duration) {
        return duration == null ? null : Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
    }

    static @Nullable String moment(@Nullable Instant instant) {
        return instant == null ? null : WireTime.zulu(instant);
    }

    static @Nullable Integer status(int status) {
        return status == 0 ? null : status;
    }

    static @Nullable String wireName(@Nullable ErrorCode code) {
        return code == null ? null : code.wireName();
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
