// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a provider's parameters into a held body (reference §2.9): into a JSON object, a form or a multipart form; any
 * other body stays as it is.
 */
final class BodyInjection {

    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private BodyInjection() {}

    /** Whether bodies of this method take injected parameters. */
    static boolean appliesTo(String method) {
        return METHODS.contains(method);
    }

    /** A merged body and the content type it has where the caller named none. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Merged(byte[] body, @Nullable String contentType) {}

    /**
     * @param rules templates and nested maps of them
     * @param contentType the caller's; null when it sent none
     */
    static Merged apply(byte[] body, @Nullable String contentType, Map<String, Object> rules, Variables variables) {
        Map<String, Object> values = render(rules, variables);
        if (values.isEmpty()) {
            return new Merged(body, null);
        }
        String type = mediaType(contentType);
        if (type.equals("application/x-www-form-urlencoded")) {
            return new Merged(appendForm(body, values), null);
        }
        if (body.length == 0) {
            return new Merged(JSON.writeValueAsBytes(values), contentType == null ? "application/json" : null);
        }
        if (type.equals("multipart/form-data")) {
            return new Merged(prependParts(body, String.valueOf(contentType), values), null);
        }
        boolean json = type.isEmpty() || type.equals("application/json") || type.endsWith("+json");
        return new Merged(json ? mergeJson(body, values) : body, null);
    }

    private static String mediaType(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType;
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> render(Map<?, ?> rules, Variables variables) {
        Map<String, Object> values = new LinkedHashMap<>();
        rules.forEach((name, rule) -> {
            Object value =
                    rule instanceof Map<?, ?> nested ? render(nested, variables) : ((Template) rule).render(variables);
            if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
                values.put(String.valueOf(name), value);
            }
        });
        return values;
    }

    private static byte[] mergeJson(byte[] body, Map<String, Object> values) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (!(tree instanceof ObjectNode object)) {
                return body;
            }
            values.forEach((name, value) -> object.set(name, JSON.valueToTree(value)));
            return JSON.writeValueAsBytes(object);
        } catch (JacksonException e) {
            return body; // not JSON: the provider will say what it thinks of it
        }
    }

    private static byte[] appendForm(byte[] body, Map<String, Object> values) {
        StringJoiner more = new StringJoiner("&", body.length == 0 ? "" : "&", "");
        flatten("", values)
                .forEach((name, value) ->
                        more.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
        return joined(body, more.toString().getBytes(UTF_8));
    }

    private static byte[] prependParts(byte[] body, String contentType, Map<String, Object> values) {
        String boundary = boundary(contentType);
        if (boundary.isEmpty()) {
            return body;
        }
        StringBuilder parts = new StringBuilder();
        flatten("", values)
                .forEach((name, value) -> parts.append("--")
                        .append(boundary)
                        .append("\r\nContent-Disposition: form-data; name=\"")
                        .append(name)
                        .append("\"\r\n\r\n")
                        .append(value)
                        .append("\r\n"));
        return joined(parts.toString().getBytes(UTF_8), body);
    }

    /** As bytes: a body in another character set must not pass through text. */
    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    private static String boundary(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String trimmed = parameter.strip();
            if (trimmed.regionMatches(true, 0, "boundary=", 0, 9)) {
                return trimmed.substring(9).replace("\"", "");
            }
        }
        return "";
    }

    private static Map<String, String> flatten(String prefix, Map<?, ?> values) {
        Map<String, String> flat = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String path = prefix.isEmpty() ? String.valueOf(name) : prefix + "[" + name + "]";
            if (value instanceof Map<?, ?> nested) {
                flat.putAll(flatten(path, nested));
            } else {
                flat.put(path, String.valueOf(value));
            }
        });
        return flat;
    }
}
