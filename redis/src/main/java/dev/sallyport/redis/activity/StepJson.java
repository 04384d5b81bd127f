// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import static dev.sallyport.redis.activity.DetailsJson.duration;
import static dev.sallyport.redis.activity.DetailsJson.number;
import static dev.sallyport.redis.activity.DetailsJson.putUnlessNull;
import static dev.sallyport.redis.activity.DetailsJson.text;

import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivityStep.Attempt;
import dev.sallyport.filters.activity.ActivityStep.Decision;
import dev.sallyport.filters.activity.ActivityStep.Wait;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step in the details of a record. */
final class StepJson {

    private static final String TYPE = "type";
    private static final String ATTEMPT = "attempt";
    private static final String WAIT = "wait";
    private static final String DECISION = "decision";

    private StepJson() {}

    static Map<String, Object> write(ActivityStep step) {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (step) {
            case Attempt attempt -> {
                json.put(TYPE, ATTEMPT);
                json.put("number", attempt.number());
                json.put("method", attempt.method());
                json.put("url", attempt.url());
                putUnlessNull(json, "connected", attempt.connected());
                putUnlessNull(json, "lasted", attempt.lasted());
                json.put("status", attempt.status());
                putUnlessNull(
                        json,
                        "error",
                        attempt.error() == null ? null : attempt.error().wireName());
            }
            case Wait wait -> {
                json.put(TYPE, WAIT);
                json.put("kind", wait.kind().name().toLowerCase(Locale.ROOT));
                putUnlessNull(json, "lasted", wait.lasted());
                json.put("result", wait.result());
            }
            case Decision decision -> {
                json.put(TYPE, DECISION);
                json.put("reason", decision.reason());
                json.put("again", decision.again());
            }
        }
        putUnlessNull(json, "at", step.at());
        return json;
    }

    /** Empty for one of a kind that only a newer release knows. */
    static Stream<ActivityStep> read(Object stored) {
        if (!(stored instanceof Map<?, ?> map)) {
            return Stream.empty();
        }
        Map<String, Object> json = new LinkedHashMap<>();
        map.forEach((name, value) -> json.put(String.valueOf(name), value));
        return Stream.ofNullable(
                switch (text(json, TYPE)) {
                    case ATTEMPT -> attempt(json);
                    case WAIT -> wait(json);
                    case DECISION ->
                        new Decision(orZero(json, "at"), text(json, "reason"), Boolean.TRUE.equals(json.get("again")));
                    default -> null;
                });
    }

    private static Attempt attempt(Map<String, Object> json) {
        return new Attempt(
                orZero(json, "at"),
                (int) number(json, "number"),
                text(json, "method"),
                text(json, "url"),
                duration(json, "connected"),
                orZero(json, "lasted"),
                (int) number(json, "status"),
                SummaryText.error(text(json, "error")));
    }

    private static @Nullable Wait wait(Map<String, Object> json) {
        return Arrays.stream(WaitKind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(text(json, "kind")))
                .findFirst()
                .map(kind -> new Wait(orZero(json, "at"), kind, orZero(json, "lasted"), text(json, "result")))
                .orElse(null);
    }

    private static Duration orZero(Map<String, Object> json, String name) {
        return SummaryText.duration(number(json, name));
    }
}
