// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Every attribute of every span. Names without {@code sallyport.} are the stable HTTP semantic conventions of
 * OpenTelemetry. There is none for headers, bodies and queries, on purpose.
 */
@SuppressWarnings("ImmutableEnumChecker") // AttributeKey promises to be immutable, in its Javadoc only
public enum SpanAttribute {
    HTTP_REQUEST_METHOD("http.request.method", "both", "method, `_OTHER` for one that is not in RFC 9110 or RFC 5789"),
    HTTP_REQUEST_METHOD_ORIGINAL(
            "http.request.method_original", "both", "the method sent, where the other says `_OTHER`"),
    HTTP_ROUTE("http.route", "call", "`/proxy/**`"),
    URL_PATH("url.path", "call", "the caller's path, without query and masked"),
    URL_FULL("url.full", "attempt", "the upstream's URL, without user, query and fragment, masked"),
    SERVER_ADDRESS("server.address", "attempt", "the upstream's host"),
    SERVER_PORT("server.port", "attempt", "the upstream's port"),
    HTTP_RESPONSE_STATUS_CODE("http.response.status_code", "both", "status of the answer; absent when there was none"),
    HTTP_REQUEST_RESEND_COUNT(
            "http.request.resend_count", "attempt", "earlier attempts of the same call; absent on the first"),
    NETWORK_PROTOCOL_VERSION("network.protocol.version", "attempt", "HTTP version of the answer"),
    ERROR_TYPE(
            "error.type",
            "both, refresh",
            "error code of the gateway, else the status, else `truncated`; of a refresh its outcome; absent when all went well"),
    ENVIRONMENT("sallyport.environment", "call, refresh", "the tenant"),
    API_KEY_ID("sallyport.api_key.id", "call", "public id of the caller's API key"),
    INTEGRATION("sallyport.integration", "both, refresh", "name of the integration"),
    CONNECTION_ID("sallyport.connection.id", "call, refresh", "name of the connection"),
    PROVIDER("sallyport.provider", "both, refresh", "name of the provider in the catalogue"),
    ATTEMPTS("sallyport.attempts", "call", "sends to the upstream"),
    WAITED_MS("sallyport.waited.ms", "call", "milliseconds that the call waited for quota; absent when it did not"),
    WAIT_KIND("sallyport.wait.kind", "wait", "`quota`, `backoff` or `refresh`"),
    WAIT_RESULT(
            "sallyport.wait.result",
            "wait",
            "`renewed` or `unchanged` (the credential), `left` (the caller), `deadline`, or an error code; absent when it was just over"),
    REFRESH_OUTCOME(
            "sallyport.refresh.outcome",
            "refresh",
            "`renewed`, `refused`, `failing`, `busy` (another replica is at it), `gone`, `store_unavailable` or `error`"),
    RETRY_REASON(
            "sallyport.retry.reason",
            "call, wait, retry event",
            "why the call was repeated or not, as `Sallyport-Retry-Reason` has it; of a call the last one"),
    RETRY_OUTCOME("sallyport.retry.outcome", "retry event", "`again` or `stopped`"),
    OUTCOME("sallyport.outcome", "call", "`completed`, `truncated` or `cancelled`"),
    ERROR_CODE(
            "sallyport.error.code",
            "both",
            "error code of the gateway, of any status; absent when the upstream answered"),
    REQUEST_BYTES("sallyport.request.bytes", "call", "body bytes sent to the upstream by the last attempt"),
    RESPONSE_BYTES("sallyport.response.bytes", "call", "body bytes relayed to the caller");

    private final String spans;
    private final String description;
    private final AttributeKey<String> text;
    private final AttributeKey<Long> number;

    SpanAttribute(String key, String spans, String description) {
        this.spans = spans;
        this.description = description;
        this.text = AttributeKey.stringKey(key);
        this.number = AttributeKey.longKey(key);
    }

    /** Name of the attribute. */
    public String key() {
        return text.getKey();
    }

    /** Which spans have it: {@code call}, {@code attempt}, {@code both} for these two, {@code wait}, {@code refresh}, or an event. */
    public String spans() {
        return spans;
    }

    /** What its value says. */
    public String description() {
        return description;
    }

    /** For attributes of events. */
    AttributeKey<String> text() {
        return text;
    }

    /** A null value is none. */
    void put(Span span, @Nullable String value) {
        if (value != null) {
            span.setAttribute(text, value);
        }
    }

    void put(Span span, long value) {
        span.setAttribute(number, value);
    }
}
