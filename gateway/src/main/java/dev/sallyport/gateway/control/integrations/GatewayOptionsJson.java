// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/** The object {@code gateway} of an integration, in and out. */
final class GatewayOptionsJson {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final Text HOST = Text.between(1, 253)
            .matching(Pattern.compile(
                    "^(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"));

    private static final Text WAIT = Text.between(1, 32)
            .where(
                    GatewayOptionsJson::isWait,
                    "invalid_format",
                    "Invalid duration: expected such as \"10s\", \"500ms\" or \"PT10S\", at most 10 minutes");

    static final ObjectRule RULE = ObjectRule.of(
            Field.optional("allowed_hosts", Values.listOf(HOST, 0, 100)),
            Field.optional("allow_http", Values.flag()),
            Field.optional("allow_credential_override", Values.flag()),
            Field.optional("retries", Values.wholeNumber(0, 10)),
            Field.optional("max_wait", WAIT),
            Field.optional("forward_trace_context", Values.flag()),
            Field.optional("forward_set_cookie", Values.flag()));

    private GatewayOptionsJson() {}

    /** What is given, on top of what holds so far. */
    static GatewayOptions read(JsonObject json, GatewayOptions soFar) {
        String wait = json.textOrNull("max_wait");
        return new GatewayOptions(
                json.has("allowed_hosts") ? hosts(json) : soFar.allowedHosts(),
                json.flag("allow_http", soFar.allowHttp()),
                json.flag("allow_credential_override", soFar.allowCredentialOverride()),
                json.number("retries", soFar.retries()),
                wait == null ? soFar.maxWait() : DurationStyle.detectAndParse(wait),
                json.flag("forward_trace_context", soFar.forwardTraceContext()),
                json.flag("forward_set_cookie", soFar.forwardSetCookie()));
    }

    static Map<String, Object> write(GatewayOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("allowed_hosts", options.allowedHosts());
        json.put("allow_http", options.allowHttp());
        json.put("allow_credential_override", options.allowCredentialOverride());
        json.put("retries", options.retries());
        json.put("max_wait", duration(options.maxWait()));
        json.put("forward_trace_context", options.forwardTraceContext());
        json.put("forward_set_cookie", options.forwardSetCookie());
        return json;
    }

    private static List<String> hosts(JsonObject json) {
        return json.texts("allowed_hosts").stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static boolean isWait(String text) {
        try {
            Duration wait = DurationStyle.detectAndParse(text);
            return !wait.isNegative() && wait.compareTo(LONGEST_WAIT) <= 0;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    private static String duration(Duration wait) {
        return wait.toMillis() % 1000 == 0 ? wait.toSeconds() + "s" : wait.toMillis() + "ms";
    }
}
