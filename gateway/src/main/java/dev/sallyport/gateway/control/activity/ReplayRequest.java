// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded call as it is sent again.
 *
 * @param target path and query
 * @param headers without those of whoever sends it
 * @param body null for none
 */
record ReplayRequest(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable String body) {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String TYPE = "content-type";
    private static final String USUAL_TYPE = "text/plain;charset=UTF-8";

    /** What changes an answer and is recorded as it was. Bodies are shown, so no encoding of them is asked for. */
    private static final Set<String> SENT_AGAIN = Set.of(
            "accept",
            "accept-language",
            "range",
            "retries",
            "retry-on",
            "decompress",
            "forward-headers-on-redirect",
            "sallyport-max-wait",
            "sallyport-priority",
            "user-agent");

    static final ObjectRule BODY = ObjectRule.of(
            Field.optional("unsafe", Values.flag()),
            Field.optional("body", Text.between(0, 1_000_000).orNull()),
            Field.optional("content_type", Text.between(1, 255).printable().orNull()));

    /** @throws GatewayException 400, in words, when the call cannot or must not be sent again */
    static ReplayRequest of(ActivityRecord recorded, JsonObject asked) {
        ActivitySummary call = recorded.summary();
        requireWhole(recorded);
        if (!SAFE.contains(call.method()) && !asked.flag("unsafe", false)) {
            throw Refusals.invalidBody(
                    call.method() + " can change something at the provider (expected: unsafe set to true)", "unsafe");
        }
        String text = asked.textOrNull("body");
        if (text != null && !text.isEmpty() && SAFE.contains(call.method())) {
            throw Refusals.invalidBody(call.method() + " takes no body (expected: none)", "body");
        }
        String body = text == null || text.isEmpty() ? null : text;
        return new ReplayRequest(
                call.method(),
                call.path() + (recorded.query().isEmpty() ? "" : question(recorded.query())),
                headers(recorded, body == null ? null : asked.textOrNull("content_type"), body != null),
                body);
    }

    private static void requireWhole(ActivityRecord recorded) {
        ActivitySummary call = recorded.summary();
        if (call.integration() == null || call.connectionId() == null) {
            throw refusal("The call never got as far as a connection, so there is nothing to send it with again");
        }
        if (isMasked(call.path())
                || isMasked(recorded.query())
                || isMasked(call.integration())
                || isMasked(call.connectionId())) {
            throw refusal("Part of the call's address was masked, because it may hold a secret, so it cannot be sent"
                    + " again");
        }
        if (recorded.requestHeaders().stream().anyMatch(header -> header.name().equals("base-url-override"))) {
            throw refusal("The call went to an address of its own (Base-Url-Override), which is not recorded, so it"
                    + " cannot be sent again");
        }
    }

    private static Map<String, String> headers(ActivityRecord recorded, @Nullable String contentType, boolean hasBody) {
        Map<String, String> headers = new LinkedHashMap<>();
        recorded.requestHeaders().stream()
                .filter(header -> SENT_AGAIN.contains(header.name())
                        || (hasBody && header.name().equals(TYPE)))
                .filter(header -> !isMasked(header.value()) && Text.isOneLine(header.value()))
                .forEach(header -> headers.merge(header.name(), header.value(), (a, b) -> a + ", " + b));
        if (contentType != null) {
            headers.put(TYPE, contentType);
        } else if (hasBody) {
            headers.putIfAbsent(TYPE, USUAL_TYPE);
        }
        headers.put("provider-config-key", String.valueOf(recorded.summary().integration()));
        headers.put("connection-id", String.valueOf(recorded.summary().connectionId()));
        return headers;
    }

    private static String question(String query) {
        return query.startsWith("?") ? query : "?" + query;
    }

    private static boolean isMasked(String text) {
        return text.contains(Redaction.MASK);
    }

    private static GatewayException refusal(String message) {
        return new GatewayException(ErrorCode.INVALID_REQUEST, message);
    }

    /** Without the body, which may hold anything. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
