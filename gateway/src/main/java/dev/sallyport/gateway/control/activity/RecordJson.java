// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityRecord.Failure;
import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivityTimings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call whole. */
final class RecordJson {

    private RecordJson() {}

    static Map<String, @Nullable Object> write(String id, ActivityRecord call) {
        Map<String, @Nullable Object> json = CallJson.write(id, call.summary());
        json.put("query", call.query());
        json.put("request_headers", headers(call.requestHeaders()));
        json.put("response_headers", headers(call.responseHeaders()));
        json.put("request_bytes", call.requestBytes());
        json.put("response_bytes", call.responseBytes());
        json.put("timings", timings(call.timings()));
        json.put("steps", call.steps().stream().map(RecordJson::step).toList());
        json.put("failure", failure(call.failure()));
        Explanation explanation = Explanation.of(call);
        json.put("explanation", Map.of("what", explanation.what(), "todo", explanation.todo()));
        return json;
    }

    static List<Map<String, String>> headers(List<Header> headers) {
        return headers.stream().map(RecordJson::header).toList();
    }

    private static Map<String, String> header(Header header) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("name", header.name());
        json.put("value", header.value());
        return json;
    }

    private static Map<String, @Nullable Object> timings(ActivityTimings timings) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("door_ms", CallJson.millis(timings.door()));
        json.put("store_ms", CallJson.millis(timings.store()));
        json.put("waited_ms", CallJson.millis(timings.waited()));
        json.put("connect_ms", CallJson.millis(timings.connect()));
        json.put("head_ms", CallJson.millis(timings.head()));
        json.put("total_ms", CallJson.millis(timings.total()));
        return json;
    }

    private static Map<String, @Nullable Object> step(ActivityStep step) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("at_ms", CallJson.millis(step.at()));
        switch (step) {
            case ActivityStep.Attempt attempt -> {
                json.put("type", "attempt");
                json.put("number", attempt.number());
                json.put("method", attempt.method());
                json.put("url", attempt.url());
                json.put("connected_ms", CallJson.millis(attempt.connected()));
                json.put("lasted_ms", CallJson.millis(attempt.lasted()));
                json.put("status", CallJson.status(attempt.status()));
                json.put("error", CallJson.wireName(attempt.error()));
            }
            case ActivityStep.Wait wait -> {
                json.put("type", "wait");
                json.put("kind", wait.kind().name().toLowerCase(Locale.ROOT));
                json.put("lasted_ms", CallJson.millis(wait.lasted()));
                json.put("result", wait.result().isEmpty() ? null : wait.result());
            }
            case ActivityStep.Decision decision -> {
                json.put("type", "decision");
                json.put("reason", decision.reason());
                json.put("again", decision.again());
            }
        }
        return json;
    }

    private static @Nullable Map<String, @Nullable Object> failure(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("message", failure.message());
        json.put("details", failure.details());
        json.put("excerpt", failure.excerpt());
        return json;
    }
}
