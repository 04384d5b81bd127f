// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider's answer while it is read. Dates and body are parsed once, and only if something asks for them. */
final class Answer {

    private final int status;
    private final HttpHeaders headers;
    private final byte @Nullable [] body;
    private final Instant now;
    private final BodyPaths paths;

    private @Nullable Instant clock;
    private @Nullable Map<List<String>, List<String>> values;

    /** @param paths of the body that any rule may ask for */
    Answer(int status, HttpHeaders headers, byte @Nullable [] body, Instant now, BodyPaths paths) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.now = now;
        this.paths = paths;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    Instant now() {
        return now;
    }

    /** What the provider's clock showed. */
    Instant clock() {
        if (clock == null) {
            clock = ServerHints.clock(headers, now);
        }
        return clock;
    }

    /** The first that is there; null for none. */
    @Nullable
    String text(Source source) {
        return switch (source) {
            case Source.Header header -> text(header);
            case Source.Body inBody -> {
                List<String> texts = texts(inBody);
                yield texts.isEmpty() ? null : texts.getFirst();
            }
        };
    }

    List<String> texts(Source source) {
        if (source instanceof Source.Body(List<String> path)) {
            return values().getOrDefault(path, List.of());
        }
        String text = text(source);
        return text == null ? List.of() : List.of(text);
    }

    private @Nullable String text(Source.Header header) {
        String value = headers.get(header.name());
        return value == null || header.member() == null ? value : member(value, header.member());
    }

    private Map<List<String>, List<String>> values() {
        if (values == null) {
            values = body == null ? Map.of() : paths.read(body);
        }
        return values;
    }

    /** Of {@code total=100; remaining=99} or the same with commas. */
    private static @Nullable String member(String pairs, String name) {
        int start = 0;
        while (start < pairs.length()) {
            int end = endOfPair(pairs, start);
            int equals = pairs.indexOf('=', start);
            if (equals >= 0 && equals < end && isNamed(pairs, start, equals, name)) {
                return pairs.substring(equals + 1, end).strip();
            }
            start = end + 1;
        }
        return null;
    }

    private static int endOfPair(String pairs, int start) {
        int end = start;
        while (end < pairs.length() && pairs.charAt(end) != ';' && pairs.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    private static boolean isNamed(String pairs, int start, int end, String name) {
        int from = start;
        while (from < end && pairs.charAt(from) == ' ') {
            from++;
        }
        return end - from == name.length() && pairs.regionMatches(true, from, name, 0, name.length());
    }
}
