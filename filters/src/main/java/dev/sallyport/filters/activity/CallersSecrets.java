// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.telemetry.Redaction;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a caller sent that must not be seen, when its upstream gives the request back: values that the record masks. */
final class CallersSecrets {

    /** A shorter value occurs by chance. */
    private static final int SHORTEST = 8;

    private CallersSecrets() {}

    /** All of them. */
    static List<SecretText> of(EndedCall call) {
        return values(call).stream().map(SecretText::of).toList();
    }

    /** Those that the text may have in it, which are few in most. */
    static List<SecretText> in(String text, EndedCall call) {
        return values(call).stream()
                .filter(value -> text.contains(longestWord(value)))
                .map(SecretText::of)
                .toList();
    }

    private static List<String> values(EndedCall call) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> header : call.requestHeaders()) {
            if (!Redaction.isLoggable(header.getKey())) {
                add(header.getValue(), values);
                add(header.getValue().substring(header.getValue().indexOf(' ') + 1), values);
            }
        }
        for (String parameter : call.target().query().split("[?&]", -1)) {
            if (!Redaction.BY_SHAPE.text(parameter).equals(parameter)) {
                String value = parameter.substring(parameter.indexOf('=') + 1);
                add(value, values);
                add(decoded(value), values);
            }
        }
        return values;
    }

    private static void add(String value, List<String> values) {
        if (value.length() >= SHORTEST) {
            values.add(value);
        }
    }

    /** As the upstream read it. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return value;
        }
    }

    /** Of letters and digits, which are the same however the value is escaped; empty when it has none. */
    private static String longestWord(String value) {
        String longest = "";
        int start = 0;
        for (int at = 0; at <= value.length(); at++) {
            if (at == value.length() || !Character.isLetterOrDigit(value.charAt(at)) || value.charAt(at) > 'z') {
                longest = at - start > longest.length() ? value.substring(start, at) : longest;
                start = at + 1;
            }
        }
        return longest;
    }
}
