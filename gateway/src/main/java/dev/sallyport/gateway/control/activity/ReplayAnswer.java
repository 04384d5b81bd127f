// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.upstream.TextTypes;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a call that was sent again was answered.
 *
 * @param beginning of its body, as UTF-8
 * @param whole whether that is all of it
 * @param brokenOff whether it ended before its end
 */
record ReplayAnswer(int status, HttpHeaders head, String beginning, boolean whole, boolean brokenOff, Duration total) {

    private static final int LONGEST_CHARACTER = 4;

    String traceId() {
        String id = head.get("Sallyport-Trace-Id");
        return id == null ? "" : id;
    }

    /** Wire name of the gateway's own error; null when the upstream answered. */
    @Nullable
    String error() {
        if (brokenOff) {
            return "truncated";
        }
        if (!"gateway".equals(head.get("Sallyport-Source"))) {
            return null;
        }
        try {
            JsonNode code =
                    JsonMapper.shared().readTree(beginning).path("error").path("code");
            return code.isString() ? code.asString() : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Its headers, as records show them. */
    List<Header> headers(Redaction redaction) {
        return head.entries().stream()
                .map(header -> new Header(
                        header.getKey().toLowerCase(Locale.ROOT), redaction.header(header.getKey(), header.getValue())))
                .toList();
    }

    /** Its body without secrets; null when it is no text. */
    @Nullable
    String text(Redaction redaction) {
        return isText() ? redaction.text(beginning) : null;
    }

    private boolean isText() {
        String encoding = head.get("content-encoding");
        String type = head.get("content-type");
        return type != null && (encoding == null || encoding.equalsIgnoreCase("identity")) && TextTypes.contain(type);
    }

    /** As text, without what the cut left of a character. */
    static String decoded(byte[] body, boolean whole) {
        return new String(body, 0, whole ? body.length : wholeCharacters(body), UTF_8);
    }

    private static int wholeCharacters(byte[] body) {
        int lead = body.length - 1;
        while (lead > 0 && body.length - lead < LONGEST_CHARACTER && (body[lead] & 0xC0) == 0x80) {
            lead--;
        }
        return lead >= 0 && body.length - lead < lengthOf(body[lead]) ? lead : body.length;
    }

    /** Bytes of the character that begins so. */
    private static int lengthOf(byte lead) {
        int ones = Integer.numberOfLeadingZeros(~(lead << 24));
        return ones < 2 ? 1 : Math.min(ones, LONGEST_CHARACTER);
    }

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return status + " after " + total;
    }
}
