// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A bit of everything at a constant rate: calls answered at once and after seconds, bodies, streams. Each has a connection of its own. */
final class MixedCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int EVENTS = 15;
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(200);
    private static final String BODY = "line of a body\n".repeat(1_000);

    private final Route route;
    private final AtomicInteger slow = new AtomicInteger();

    MixedCalls(Route route) {
        this.route = route;
    }

    /** About 70 calls a second, of which 40 are on their way at any time. */
    Load start(Load load) {
        return load.every(Duration.ofMillis(25), () -> call("GET", "/fast", "", "done"))
                .every(
                        Duration.ofMillis(100),
                        () -> call("GET", "/slow/" + (1 + slow.getAndIncrement() % 5), "", "done"))
                .every(Duration.ofMillis(50), () -> call("POST", "/echo", BODY, BODY))
                .every(Duration.ofMillis(500), () -> call("GET", "/stream", "", event().repeat(EVENTS)));
    }

    /** The upstream's part. */
    static void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException, InterruptedException {
        String path = request.target();
        if (path.startsWith("/slow/")) {
            wire.pause(Duration.ofSeconds(Integer.parseInt(path.substring("/slow/".length()))));
            wire.send(RawUpstream.ok("done"));
        } else if (path.equals("/stream")) {
            stream(wire);
        } else {
            wire.send(RawUpstream.ok(path.equals("/echo") ? request.bodyText() : "done"));
        }
    }

    private static void stream(RawUpstream.Wire wire) throws IOException, InterruptedException {
        wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < EVENTS; i++) {
            wire.send(Integer.toHexString(event().length()) + "\r\n" + event() + "\r\n");
            wire.pause(BETWEEN_EVENTS);
        }
        wire.send("0\r\n\r\n");
    }

    private static String event() {
        return "data: of many\n\n";
    }

    private int call(String method, String path, String body, String expected) throws IOException {
        try (RawClient client = route.open().timeout(PATIENCE)) {
            String length = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length;
            RawResponse answer =
                    client.send(route.head(method, path, length) + body).read();
            if (answer.status() == 200 && !answer.text().equals(expected)) {
                throw new IOException(method + " " + path + ": " + answer.text().length() + " characters (expected: "
                        + expected.length() + ", as sent)");
            }
            return answer.status();
        }
    }
}
