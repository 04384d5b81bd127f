// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A foreseen failure as it goes over the wire: status, headers and JSON bytes. */
public final class ErrorBody {

    /** Tells a caller whose answer this is: {@value #GATEWAY} here, {@code upstream} on proxied ones. */
    public static final String SOURCE_HEADER = "Sallyport-Source";

    public static final String GATEWAY = "gateway";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int status;
    private final byte[] json;
    private final @Nullable String retryAfter;

    private ErrorBody(int status, byte[] json, @Nullable String retryAfter) {
        this.status = status;
        this.json = json;
        this.retryAfter = retryAfter;
    }

    public static ErrorBody of(GatewayException failure) {
        Duration wait = failure.retryAfter();
        return new ErrorBody(
                failure.code().status(),
                JSON.writeValueAsBytes(Map.of("error", members(failure))),
                wait == null ? null : Long.toString(wholeSeconds(wait)));
    }

    public int status() {
        return status;
    }

    public byte[] json() {
        return json.clone();
    }

    /** All headers but those of framing. */
    public void forEachHeader(BiConsumer<String, String> header) {
        header.accept("content-type", "application/json");
        header.accept(SOURCE_HEADER, GATEWAY);
        if (retryAfter != null) {
            header.accept("Retry-After", retryAfter);
        }
    }

    private static Map<String, Object> members(GatewayException failure) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("code", failure.code().wireName());
        members.put("message", failure.getMessage());
        failure.details().forEach(members::putIfAbsent);
        if (!failure.problems().isEmpty()) {
            members.put("errors", failure.problems());
        }
        return members;
    }

    /** Rounded up: a caller that comes back a moment early would be refused again. */
    private static long wholeSeconds(Duration wait) {
        return wait.isNegative() ? 0 : wait.plusNanos(999_999_999).toSeconds();
    }
}
