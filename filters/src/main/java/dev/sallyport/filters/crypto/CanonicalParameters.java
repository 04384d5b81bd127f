// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The canonical parameter string that request signatures cover (reference §2.7, RFC 5849 §3.4.1.3): decoded, encoded again
 * by RFC 3986, sorted. Sorts by encoded name, then value, in byte order, as AWS, OAuth and Duo ask for; the reference sorts
 * by locale.
 */
public final class CanonicalParameters {

    private static final Comparator<Parameter> BYTE_ORDER =
            Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    private final List<Parameter> parameters = new ArrayList<>();

    /** Both encoded. */
    private record Parameter(String name, String value) {}

    /**
     * @param text a query or form body, with or without a leading question mark
     */
    public static String ofText(String text) {
        String form = text.startsWith("?") ? text.substring(1) : text;
        return new CanonicalParameters().addForm(form).joined();
    }

    /** The pairs of a query without its question mark, or of a form body; a name alone has an empty value. */
    public CanonicalParameters addForm(String form) {
        for (int from = 0; from < form.length(); ) {
            int ampersand = form.indexOf('&', from);
            int end = ampersand < 0 ? form.length() : ampersand;
            if (end > from) {
                addPair(form.substring(from, end));
            }
            from = end + 1;
        }
        return this;
    }

    /** A name and value that are not encoded. */
    public CanonicalParameters add(String name, String value) {
        parameters.add(new Parameter(PercentEncoding.encode(name), PercentEncoding.encode(value)));
        return this;
    }

    /** The canonical string. */
    public String joined() {
        parameters.sort(BYTE_ORDER);
        StringBuilder out = new StringBuilder();
        for (Parameter parameter : parameters) {
            out.append(out.isEmpty() ? "" : "&")
                    .append(parameter.name())
                    .append('=')
                    .append(parameter.value());
        }
        return out.toString();
    }

    private void addPair(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.add(new Parameter(PercentEncoding.recodeForm(name), PercentEncoding.recodeForm(value)));
    }
}
