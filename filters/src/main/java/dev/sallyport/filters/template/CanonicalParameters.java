// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The canonical parameter string that request signatures cover (reference §2.7): decoded, encoded again by RFC 3986,
 * sorted. Sorts by encoded name, then value, in byte order, as AWS and Duo ask for; the reference sorts by locale.
 */
public final class CanonicalParameters {

    private static final Comparator<Map.Entry<String, String>> BYTE_ORDER =
            Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry.comparingByValue());

    private CanonicalParameters() {}

    /**
     * @param text a query or form body, with or without a leading question mark
     */
    public static String ofText(String text) {
        String form = text.startsWith("?") ? text.substring(1) : text;
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (String pair : form.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                entries.add(Map.entry(PercentEncoding.decodeForm(name), PercentEncoding.decodeForm(value)));
            }
        }
        return ofEntries(entries);
    }

    /**
     * @param entries names and values, not encoded
     */
    public static String ofEntries(Collection<? extends Map.Entry<String, String>> entries) {
        return entries.stream()
                .map(entry -> Map.entry(
                        PercentEncoding.encode(entry.getKey(), ""), PercentEncoding.encode(entry.getValue(), "")))
                .sorted(BYTE_ORDER)
                .map(entry -> entry.getKey() + '=' + entry.getValue())
                .collect(Collectors.joining("&"));
    }
}
