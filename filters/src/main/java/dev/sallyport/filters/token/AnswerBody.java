// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The body of an answer as one object, whether it came as JSON, as a form or as XML. */
final class AnswerBody {

    /** A reader and not the mapper, which would make one under a lock when it is first used, for which a second event loop waits. */
    private static final ObjectReader OBJECT = JsonMapper.builder()
            // A double would turn 1e400 into infinity, and the raw answer is kept.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(new TypeReference<Map<String, Object>>() {});

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_FORM_FIELDS = 100;

    private AnswerBody() {}

    /** Null when it is none. What the type says of JSON is not looked at: providers say anything. */
    static @Nullable Map<String, Object> read(Answered answer) {
        String type = String.valueOf(answer.headers().get(HttpHeaderNames.CONTENT_TYPE))
                .toLowerCase(Locale.ROOT);
        if (type.startsWith(FORM)) {
            return fromForm(new String(answer.body(), UTF_8));
        }
        Map<String, Object> object = json(answer.body());
        return object == null && isXml(type, answer.body()) ? XmlAnswer.read(answer.body()) : object;
    }

    /** Null when it is no JSON object. */
    static @Nullable Map<String, Object> json(byte[] text) {
        try {
            return OBJECT.readValue(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What is at a dotted path, in which numbers name elements of lists; null when there is nothing. */
    static @Nullable Object at(Object object, String path) {
        Object value = object;
        for (String name : path.split("\\.", -1)) {
            value = switch (value) {
                case Map<?, ?> map -> map.get(name);
                case List<?> list -> element(list, name);
                case null, default -> null;
            };
        }
        // Names of headers, and of some members, have dots of their own.
        return value == null && object instanceof Map<?, ?> map ? map.get(path) : value;
    }

    /** Text that is not empty, or a number's; else null. */
    static @Nullable String text(Map<String, Object> object, String path) {
        Object value = at(object, path);
        return switch (value) {
            case String text when !text.isEmpty() -> text;
            case Number number -> number.toString();
            case null, default -> null;
        };
    }

    /** One word for a body that is no object. */
    static String shapeOf(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, 100), UTF_8).strip();
        if (start.isEmpty()) {
            return "empty_answer";
        }
        return start.startsWith("<") ? "html_answer" : "no_json_answer";
    }

    private static @Nullable Object element(List<?> list, String index) {
        boolean fits = !index.isEmpty() && index.length() < 6 && index.chars().allMatch(c -> c >= '0' && c <= '9');
        int i = fits ? Integer.parseInt(index) : list.size();
        return i < list.size() ? list.get(i) : null;
    }

    private static boolean isXml(String type, byte[] body) {
        boolean said = type.contains("/xml") || (type.contains("+xml") && !type.contains("xhtml"));
        return said || new String(body, 0, Math.min(body.length, 5), UTF_8).equals("<?xml");
    }

    private static Map<String, Object> fromForm(String form) {
        Map<String, Object> object = new LinkedHashMap<>();
        new QueryStringDecoder(form, UTF_8, false, MOST_FORM_FIELDS)
                .parameters()
                .forEach((name, values) -> object.put(name, values.getFirst()));
        return object;
    }
}
