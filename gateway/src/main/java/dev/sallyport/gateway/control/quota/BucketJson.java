// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.quota;

import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.gateway.control.http.WireTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bucket as the API writes it. */
final class BucketJson {

    private static final int LONGEST_NAME = 255;

    private BucketJson() {}

    static Map<String, @Nullable Object> write(BucketView view) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("bucket", readable(view.key().name()));
        json.put("integration", view.key().integration());
        json.put("connection", view.key().connection());
        json.put("limit", view.limit());
        json.put("remaining", view.remaining());
        json.put("reset_at", moment(view.resetAt()));
        json.put("blocked_until", moment(view.blockedUntil()));
        json.put("waiting", view.waiting());
        return json;
    }

    /** Names can come from callers' paths and headers, so they may be long, and may hold what nobody else should read. */
    private static String readable(String name) {
        String masked = Redaction.BY_SHAPE.text(name);
        if (masked.length() <= LONGEST_NAME) {
            return masked;
        }
        boolean splits = Character.isHighSurrogate(masked.charAt(LONGEST_NAME - 2));
        return masked.substring(0, splits ? LONGEST_NAME - 2 : LONGEST_NAME - 1) + "…";
    }

    private static @Nullable String moment(@Nullable Instant instant) {
        return instant == null ? null : WireTime.zulu(instant);
    }
}
