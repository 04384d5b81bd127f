// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Relays the trailers that the upstream announced. Dropped are those that would frame, route or authorize (RFC 9110
 * §6.5.1) and those whose headers would be dropped, ours among them: a trailer must not pass for the gateway's word.
 */
final class Trailers {

    private static final Set<String> FORBIDDEN = Set.of(
            "age",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expires",
            "host",
            "location",
            "vary",
            "warning");

    private Trailers() {}

    static void relay(UpstreamResponse answer, HttpServerResponse response) {
        Set<String> names = announced(answer.headers());
        if (!names.isEmpty()) {
            response.header(HttpHeaderNames.TRAILER, String.join(", ", names));
            response.trailerHeaders(target -> copy(answer.receivedTrailers(), names, target));
        }
    }

    /** Names of the trailers to relay, in lower case. */
    static Set<String> announced(HttpHeaders answer) {
        if (!answer.contains(HttpHeaderNames.TRAILER)) {
            return Set.of();
        }
        String joined = String.join(",", answer.getAll(HttpHeaderNames.TRAILER));
        return Arrays.stream(joined.split(",", -1))
                .map(name -> AsciiString.of(name.strip()).toLowerCase().toString())
                .filter(name -> !name.isEmpty() && !FORBIDDEN.contains(name) && ResponseHeaders.isRelayed(name, false))
                .collect(Collectors.toUnmodifiableSet());
    }

    static void copy(HttpHeaders received, Set<String> names, HttpHeaders target) {
        for (Map.Entry<String, String> trailer : received) {
            if (names.contains(AsciiString.of(trailer.getKey()).toLowerCase().toString())) {
                target.add(trailer.getKey(), trailer.getValue());
            }
        }
    }
}
