// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.activity.ActivityTimings;
import dev.sallyport.redis.client.StoredJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record has beside its summary. What is not known, or not there, is left out; durations are microseconds. */
final class DetailsJson {

    private static final String FAILURE = "failure";
    private static final String TIMINGS = "timings";

    private DetailsJson() {}

    static byte[] write(ActivityRecord whole) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("query", whole.query());
        json.put("request_headers", headers(whole.requestHeaders()));
        json.put("response_headers", headers(whole.responseHeaders()));
        json.put("request_bytes", whole.requestBytes());
        json.put("response_bytes", whole.responseBytes());
        json.put(TIMINGS, timings(whole.timings()));
        json.put("steps", whole.steps().stream().map(StepJson::write).toList());
        ActivityRecord.Failure failure = whole.failure();
        if (failure != null) {
            Map<String, Object> why = new LinkedHashMap<>();
            why.put("message", failure.message());
            why.put("details", failure.details());
            putUnlessNull(why, "excerpt", failure.excerpt());
            json.put(FAILURE, why);
        }
        return StoredJson.write(json);
    }

    static ActivityRecord read(ActivitySummary summary, Map<String, Object> json) {
        return new ActivityRecord(
                summary,
                text(json, "query"),
                headers(json, "request_headers"),
                headers(json, "response_headers"),
                number(json, "request_bytes"),
                number(json, "response_bytes"),
                timings(summary, StoredJson.object(json, TIMINGS)),
                list(json, "steps").stream().flatMap(StepJson::read).toList(),
                json.get(FAILURE) == null ? null : failure(StoredJson.object(json, FAILURE)));
    }

    static long number(Map<String, Object> json, String name) {
        return json.get(name) instanceof Number number ? number.longValue() : 0;
    }

    static String text(Map<String, Object> json, String name) {
        return json.get(name) instanceof String text ? text : "";
    }

    static @Nullable Duration duration(Map<String, Object> json, String name) {
        return json.get(name) instanceof Number micros ? SummaryText.duration(micros.longValue()) : null;
    }

    static void putUnlessNull(Map<String, Object> json, String name, @Nullable Object value) {
        if (value instanceof Duration duration) {
            json.put(name, SummaryText.micros(duration));
        } else if (value != null) {
            json.put(name, value);
        }
    }

    private static List<List<String>> headers(List<ActivityRecord.Header> headers) {
        return headers.stream()
                .map(header -> List.of(header.name(), header.value()))
                .toList();
    }

    private static List<ActivityRecord.Header> headers(Map<String, Object> json, String name) {
        return list(json, name).stream()
                .filter(pair -> pair instanceof List<?> parts && parts.size() >= 2)
                .map(pair -> (List<?>) pair)
                .map(pair -> new ActivityRecord.Header(String.valueOf(pair.get(0)), String.valueOf(pair.get(1))))
                .toList();
    }

    private static Map<String, Object> timings(ActivityTimings timings) {
        Map<String, Object> json = new LinkedHashMap<>();
        putUnlessNull(json, "door", timings.door());
        putUnlessNull(json, "store", timings.store());
        putUnlessNull(json, "connect", timings.connect());
        putUnlessNull(json, "head", timings.head());
        return json;
    }

    /** Two of them are in the summary. */
    private static ActivityTimings timings(ActivitySummary summary, Map<String, Object> json) {
        return new ActivityTimings(
                SummaryText.duration(number(json, "door")),
                duration(json, "store"),
                summary.waited(),
                duration(json, "connect"),
                duration(json, "head"),
                summary.total());
    }

    private static ActivityRecord.Failure failure(Map<String, Object> json) {
        return new ActivityRecord.Failure(
                text(json, "message"), StoredJson.strings(json, "details"), StoredJson.text(json, "excerpt"));
    }

    private static List<?> list(Map<String, Object> json, String name) {
        return json.get(name) instanceof List<?> list ? list : List.of();
    }
}
