// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Parameters of a token request in the form its provider takes. */
final class BodyWriter {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ATTRIBUTE = "$";

    private BodyWriter() {}

    /** As {@code application/x-www-form-urlencoded}; objects and lists as JSON text. */
    static String form(Map<String, Object> parameters) {
        StringBuilder form = new StringBuilder();
        parameters.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(text(value), UTF_8)));
        return form.toString();
    }

    static byte[] json(Map<String, Object> parameters) {
        return JSON.writeValueAsBytes(parameters);
    }

    /** Members are elements, those whose name starts with a dollar sign attributes of the element they are in. */
    static String xml(Map<String, Object> parameters) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        parameters.forEach((name, value) -> element(xml, name, value));
        return xml.toString();
    }

    private static void element(StringBuilder xml, String name, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(item -> element(xml, name, item));
            return;
        }
        xml.append('<').append(name);
        if (value instanceof Map<?, ?> members) {
            attributes(xml, members);
            xml.append('>');
            members.forEach((member, inner) -> {
                if (!isAttribute(member)) {
                    element(xml, (String) member, inner);
                }
            });
        } else {
            xml.append('>').append(escaped(value.toString()));
        }
        xml.append("</").append(name).append('>');
    }

    private static void attributes(StringBuilder xml, Map<?, ?> members) {
        members.forEach((name, value) -> {
            if (isAttribute(name)) {
                xml.append(' ')
                        .append(((String) name).substring(ATTRIBUTE.length()))
                        .append("=\"")
                        .append(escaped(value.toString()))
                        .append('"');
            }
        });
    }

    private static boolean isAttribute(Object name) {
        return ((String) name).startsWith(ATTRIBUTE);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static String text(Object value) {
        return value instanceof Map || value instanceof List ? JSON.writeValueAsString(value) : value.toString();
    }
}
