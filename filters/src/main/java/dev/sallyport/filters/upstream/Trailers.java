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

/** Relays the trailers that the upstream announced; those that would frame, route or authorize are dropped (RFC 9110 §6.5.1). */
final class Trailers {

    private static final Set<String> FORBIDDEN = Set.of(
            "age",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expires",
            "host",
            "location",
            "proxy-authorization",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "vary",
            "warning");

    private Trailers() {}

    static void relay(UpstreamResponse answer, HttpServerResponse response) {
        String announced = answer.headers().get(HttpHeaderNames.TRAILER);
        if (announced == null) {
            return;
        }
        Set<String> names = Arrays.stream(announced.split(",", -1))
                .map(name -> AsciiString.of(name.strip()).toLowerCase().toString())
                .filter(name -> !name.isEmpty() && !FORBIDDEN.contains(name))
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return;
        }
        response.header(HttpHeaderNames.TRAILER, String.join(", ", names));
        response.trailerHeaders(target -> copy(answer.receivedTrailers(), names, target));
    }

    private static void copy(HttpHeaders received, Set<String> names, HttpHeaders target) {
        for (Map.Entry<String, String> trailer : received) {
            if (names.contains(AsciiString.of(trailer.getKey()).toLowerCase().toString())) {
                target.add(trailer.getKey(), trailer.getValue());
            }
        }
    }
}
