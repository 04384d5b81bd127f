// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Ports and plain requests on this machine. */
final class Loopback {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private Loopback() {}

    /** Free now; taken by whoever binds it first. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static String get(URI uri) {
        return send(HttpRequest.newBuilder(uri), Map.of());
    }

    static String get(URI uri, Map<String, String> headers) {
        return send(HttpRequest.newBuilder(uri), headers);
    }

    static String post(URI uri, Map<String, String> headers, String json) {
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                headers);
    }

    /** False after a short pause, so that callers can ask in a loop. */
    static boolean answers(URI uri) {
        try {
            get(uri);
            return true;
        } catch (UncheckedIOException | IllegalStateException e) {
            pause();
            return false;
        }
    }

    private static String send(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        HttpRequest built = request.timeout(Duration.ofSeconds(10)).build();
        try {
            var response = CLIENT.send(built, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        built.uri() + ": " + response.statusCode() + " " + response.body() + " (expected: 2xx)");
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while talking to a target", e);
    }
}
