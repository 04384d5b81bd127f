// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakDetection.class)
class RequestHeadTest {

    private static GuardedServer server;

    @BeforeAll
    static void start() {
        server = GuardedServer.recording();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.seen().clear();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("two spaces after the method", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("two spaces before the version", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("trailing space", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("leading space", " GET / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("tab after the method", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("tab before the version", "GET /\tHTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("vertical tab", "GET\u000b/ HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("no version", "GET /\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/1.10", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/01.1", "GET / HTTP/01.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("lower-case version", "GET / http/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "invalid_request"),
                row("bad method", "G@T / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001", 400, "invalid_request"),
                row("three empty lines first", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("bare LF in the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("bare LF after a header", "GET / HTTP/1.1\r\nHost: h\nA: b\r\n\r\n", 400, "invalid_request"),
                row("bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", 400, "invalid_request"),
                row("bare CR in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n", 400, "invalid_request"),
                row("NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: b\u0000c\r\n\r\n", 400, "invalid_request"),
                row("DEL in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: b\u007fc\r\n\r\n", 400, "invalid_request"),
                row("escape in a value", "GET / HTTP/1.1\r\nHost: h\r\nA: b\u001bc\r\n\r\n", 400, "invalid_request"),
                row("folded header", "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n", 400, "invalid_request"),
                row("folded by tab", "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\tc\r\n\r\n", 400, "invalid_request"),
                row("fold before any header", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400, "invalid_request"),
                row("no colon", "GET / HTTP/1.1\r\nHost: h\r\nA\r\n\r\n", 400, "invalid_request"),
                row("no name", "GET / HTTP/1.1\r\nHost: h\r\n: b\r\n\r\n", 400, "invalid_request"),
                row("space before the colon", "GET / HTTP/1.1\r\nHost: h\r\nA : b\r\n\r\n", 400, "invalid_request"),
                row("space in a name", "GET / HTTP/1.1\r\nHost: h\r\nA b: c\r\n\r\n", 400, "invalid_request"),
                row("byte 0x80 in a name", "GET / HTTP/1.1\r\nHost: h\r\nA\u0080: c\r\n\r\n", 400, "invalid_request"),
                row("byte 0x80 in the target", "GET /\u0080 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("control byte in the target", "GET /\u0001 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("NUL in the target", "GET /\u0000 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("backslash", "GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("dot-dot", "GET /proxy/a/../b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("encoded dot-dot", "GET /proxy/%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("encoded line end", "GET /proxy/a%0d%0ab HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_path"),
                row("absolute form", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("authority form", "GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("asterisk", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("asterisk for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_request"),
                row("CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 405, "method_not_allowed"),
                row("CONNECT in origin form", "CONNECT / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"),
                row("TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"),
                row("no Host", "GET / HTTP/1.1\r\n\r\n", 400, "invalid_request"),
                row("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "invalid_request"),
                row("the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400, "invalid_request"),
                row("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "invalid_request"),
                row("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "invalid_request"),
                row("Host with userinfo", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, "invalid_request"),
                row("Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "invalid_request"),
                row("Host list", "GET / HTTP/1.1\r\nHost: a, b@c\r\n\r\n", 400, "invalid_request"),
                row("Host with a bad port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400, "invalid_request"),
                row("Host with a worded port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400, "invalid_request"),
                row("Host without port digits", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 400, "invalid_request"),
                row("Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "invalid_request"),
                row("Host with a zone", "GET / HTTP/1.1\r\nHost: [fe80::1%25e]\r\n\r\n", 400, "invalid_request"),
                row("unknown expectation", "GET / HTTP/1.1\r\nHost: h\r\nExpect: y\r\n\r\n", 417, "expectation_failed"),
                row("line too long", "GET /" + "a".repeat(8192) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414, "uri_too_long"),
                row("endless line", "GET /" + "a".repeat(9000), 414, "uri_too_long"),
                row("endless method", "A".repeat(9000), 414, "uri_too_long"),
                row("header too large", head("A: " + "b".repeat(32_768)), 431, "headers_too_large"),
                row(
                        "endless header",
                        "GET / HTTP/1.1\r\nHost: h\r\nA: " + "b".repeat(33_000),
                        431,
                        "headers_too_large"),
                row("endless name", "GET / HTTP/1.1\r\nHost: h\r\n" + "b".repeat(65_536), 431, "headers_too_large"),
                row(
                        "headers too large",
                        head(("A: " + "b".repeat(997) + "\r\n").repeat(33) + "A: b"),
                        431,
                        "headers_too_large"),
                row("too many headers", head("A: b\r\n".repeat(199) + "A: b"), 431, "headers_too_large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWithItsOwnAnswerAndCloses(String name, String bytes, int status, String code) throws IOException {
        try (RawClient client = server.connect()) {
            RawResponse response = client.send(bytes).read();

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.text()).startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"");
            assertThat(response.header("content-type")).hasValue("application/json");
            assertThat(response.header("sallyport-source")).hasValue("gateway");
            assertThat(response.header("connection")).hasValue("close");
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesTheSameBehindAnotherRequest(String name, String bytes, int status, String code) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /first HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345" + bytes);

            assertThat(client.read().text()).isEqualTo("POST /first 12345");
            assertThat(client.read().status()).isEqualTo(status);
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).hasSize(1);
        }
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                row("one empty line first", "\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a "),
                row("two empty lines first", "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a "),
                row("unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", "BREW /a "),
                row("OPTIONS", "OPTIONS /a HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS /a "),
                row("Host with port", "GET /a HTTP/1.1\r\nHost: a.b-c_d:65535\r\n\r\n", "GET /a "),
                row("Host with IPv6", "GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET /a "),
                row("no space after the colon", "GET /a HTTP/1.1\r\nHost:h\r\nA:b\r\n\r\n", "GET /a "),
                row("empty header", "GET /a HTTP/1.1\r\nHost: h\r\nA:\r\n\r\n", "GET /a "),
                row("high byte in a value", "GET /a HTTP/1.1\r\nHost: h\r\nA: \u00e9\r\n\r\n", "GET /a "),
                row("tab in a value", "GET /a HTTP/1.1\r\nHost: h\r\nA: b\tc\r\n\r\n", "GET /a "),
                row(
                        "Java-proof target",
                        "GET /a|{b}[c]%zz?\"<>`^\\|%=1 HTTP/1.1\r\nHost: h\r\n\r\n",
                        "GET /a|{b}[c]%zz?\"<>`^\\|%=1 "),
                row(
                        "upgrade offer",
                        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
                        "GET /a "),
                row(
                        "web socket offer",
                        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        "GET /a "),
                row(
                        "longest line",
                        "GET /" + "a".repeat(8192 - 16) + " HTTP/1.1\r\nHost: h\r\n\r\n",
                        "GET /" + "a".repeat(8192 - 16) + " "),
                row("most headers", head("A: b\r\n".repeat(198) + "A: b"), "GET / "),
                row("large headers", head("A: " + "b".repeat(32_000)), "GET / "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void letsThroughAndKeepsTheConnection(String name, String bytes, String answer) throws IOException {
        try (RawClient client = server.connect()) {
            assertThat(client.send(bytes).read().text()).isEqualTo(answer);
            assertThat(client.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .text())
                    .isEqualTo("GET /next ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void readsTheSameByteByByte(String name, String bytes, String answer) throws IOException {
        try (RawClient client = server.connect()) {
            int step = bytes.length() > 1000 ? 997 : 1;
            for (int i = 0; i < bytes.length(); i += step) {
                client.send(bytes.substring(i, Math.min(bytes.length(), i + step)));
            }
            assertThat(client.read().text()).isEqualTo(answer);
        }
    }

    @Test
    void answersARefusedMethodWithTheAllowedOnes() throws IOException {
        try (RawClient client = server.connect()) {
            RawResponse response =
                    client.sendHead("TRACE / HTTP/1.1", "Host: h").read();

            assertThat(response.header("allow")).hasValue("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
    }

    @Test
    void keepsTheRawTargetBesideAReadableOne() throws IOException {
        try (RawClient client = server.connect()) {
            client.sendHead("GET /a|b?c={d} HTTP/1.1", "Host: h", "Sallyport-Target: /evil")
                    .read();

            assertThat(server.seen().getFirst().uri()).isEqualTo("/a%7Cb?c=%7Bd%7D");
            assertThat(server.seen().getFirst().headers().getAll(RawTarget.HEADER))
                    .containsExactly("/a|b?c={d}");
        }
    }

    @Test
    void aCallerCannotSetTheRawTarget() throws IOException {
        try (RawClient client = server.connect()) {
            client.sendHead("GET /a HTTP/1.1", "Host: h", "Sallyport-Target: /evil", "SALLYPORT-TARGET: /worse")
                    .read();

            assertThat(server.seen().getFirst().target()).isEqualTo("/a");
            assertThat(server.seen().getFirst().headers().contains(RawTarget.HEADER))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a HTTP/1.0\r\n\r\n", "GET /a HTTP/1.0\r\nHost: h\r\n\r\n"})
    void servesHttp10WithOrWithoutHostAndCloses(String request) throws IOException {
        try (RawClient client = server.connect()) {
            assertThat(client.send(request).read().text()).isEqualTo("GET /a ");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void refusesOversizedHeadsAtOnce() throws IOException {
        try (RawClient client = server.connect()) {
            client.timeout(Duration.ofSeconds(2));
            long start = System.nanoTime();

            assertThat(client.send("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(10_000))
                            .read()
                            .status())
                    .isEqualTo(431);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
        }
    }

    private static String head(String headers) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n";
    }

    private static Arguments row(Object... cells) {
        return Arguments.of(cells);
    }
}
