// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the upstream's answer reaches the caller. */
@ExtendWith(SharedGateway.class)
class RelayIT {

    /** "hello hello hello" by the brotli command, quality 11. */
    private static final byte[] BROTLI = Base64.getDecoder().decode("GxAA+I2Ubt5EVYaWbCBvAU8cYBw=");

    private final SharedGateway.Running shared;

    RelayIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 206, 226, 299, 300, 400, 401, 404, 418, 429, 451, 500, 503, 599})
    void statusHeadersAndBodyComeAsTheyAre(int status) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 " + status
                + " Whatever\r\nContent-Type: application/json\r\nX-Own: 1\r\nX-Own: 2\r\nContent-Length: 30\r\n\r\n"
                + "{\"id\":12345678901234567890}   ")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers("x-own")).containsExactly("1", "2");
            assertThat(answer.header("content-type")).contains("application/json");
            assertThat(answer.header("content-length")).contains("30");
            assertThat(answer.text()).isEqualTo("{\"id\":12345678901234567890}   ");
            assertThat(answer.header("sallyport-source")).contains("upstream");
            assertThat(answer.header("sallyport-attempts")).contains("1");
            assertThat(answer.header("sallyport-trace-id")).get().asString().matches("[0-9a-f]{32}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive: timeout=5",
                "Proxy-Authenticate: Basic",
                "Proxy-Connection: close",
                "Upgrade: h2c",
                "TE: x",
                "Access-Control-Allow-Origin: *",
                "Access-Control-Expose-Headers: x",
                "Set-Cookie: a=b",
                "Alt-Svc: h3=\":443\"",
                "Strict-Transport-Security: max-age=1",
                "Sallyport-Attempts-Left: 5",
            })
    void headersOfTheHopAndOfTheBrowserAreRemoved(String header) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: X-Hop\r\n" + header + "\r\nContent-Length: 0\r\n\r\n")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(header.split(":")[0])).isEmpty();
            assertThat(answer.header("x-hop")).isEmpty();
            assertThat(answer.headers("content-length")).containsExactly("0");
        }
    }

    @Test
    void anUpstreamCannotSpeakAsTheGateway() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 500 Oops\r\nSallyport-Source: gateway\r\nSallyport-Attempts: 9\r\nContent-Length: 0\r\n\r\n")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/");

            assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            assertThat(answer.headers("sallyport-attempts")).containsExactly("1");
        }
    }

    @Test
    void cookiesComeThroughWhereTheIntegrationOptsIn() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE, "{\"forward_set_cookie\":true}")
                    .get("/");

            assertThat(answer.headers("set-cookie")).containsExactly("a=b", "c=d");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 204 No Content | 204",
                "HTTP/1.1 304 Not Modified!ETag: \"a\" | 304",
                "HTTP/1.1 304 Not Modified!Content-Length: 500 | 304",
                "HTTP/1.1 205 Reset!Content-Length: 0 | 205",
                "HTTP/1.1 200 OK!Content-Length: 0 | 200",
                "HTTP/1.1 200 OK!Transfer-Encoding: chunked!!0! | 200",
            })
    void anAnswerWithoutABodyLeavesTheConnectionUsable(String answered, int status) throws IOException {
        String head = answered.strip().replace("!", "\r\n") + (answered.contains("!!") ? "\r\n" : "\r\n\r\n");
        try (RawUpstream upstream = RawUpstream.answering(head)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 3; i++) {
                    RawResponse answer = client.send(route.head("GET", "/" + i)).read();
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.body()).isEmpty();
                }
            }
            assertThat(upstream.received()).hasSize(3);
            // Not always 1: the caller may be answered before the connection is back in the pool.
            assertThat(upstream.connections()).isLessThan(3);
        }
    }

    @Test
    void headAnswersWithTheLengthAndNoBody() throws IOException {
        try (RawUpstream upstream =
                RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: \"e\"\r\n\r\n")) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 2; i++) {
                    RawResponse answer = client.send(route.head("HEAD", "/")).readToHead();
                    assertThat(answer.headers("content-length")).containsExactly("12345");
                    assertThat(answer.header("etag")).contains("\"e\"");
                    assertThat(answer.header("transfer-encoding")).isEmpty();
                }
            }
            assertThat(upstream.received().getFirst().method()).isEqualTo("HEAD");
        }
    }

    @Test
    void headOfAChunkedAnswerWorks() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 2; i++) {
                    assertThat(client.send(route.head("HEAD", "/")).readToHead().status())
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void anErrorOfOursToHeadHasNoBody() throws IOException {
        Route route = new Route(shared.gateway().port(), Gateway.KEY, "nobody", "c");
        try (RawClient client = route.open()) {
            for (int i = 0; i < 2; i++) {
                RawResponse answer = client.send(route.head("HEAD", "/")).readToHead();
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.header("sallyport-source")).contains("gateway");
            }
        }
    }

    @Test
    void trailersThatWereAnnouncedComeThrough() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nTrailer: X-Sum, Content-Length\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 6\r\nX-Other: 1\r\n\r\n")) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/");

            assertThat(answer.text()).isEqualTo("abc");
            assertThat(answer.header("trailer")).contains("x-sum");
            assertThat(answer.trailers())
                    .hasSize(1)
                    .allMatch(trailer -> trailer.getKey().equalsIgnoreCase("x-sum")
                            && trailer.getValue().equals("6"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "unheard-of"})
    void encodedBodiesPassThroughByteForByte(String encoding) throws IOException {
        byte[] body = encoding.equals("br") ? BROTLI : gzip("hello hello hello");
        try (RawUpstream upstream = encoded(encoding, body)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Accept-Encoding: " + encoding);

            assertThat(answer.header("content-encoding")).contains(encoding);
            assertThat(answer.header("content-length")).contains("" + body.length);
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br"})
    void decompressDecodes(String encoding) throws IOException {
        byte[] body = Map.of("br", BROTLI, "deflate", deflate("hello hello hello"))
                .getOrDefault(encoding, gzip("hello hello hello"));
        try (RawUpstream upstream = encoded(encoding, body)) {
            RawResponse asked = shared.to(upstream, "bb-none", NONE).get("/", "Decompress: true");
            RawResponse byProvider = shared.to(upstream, "bb-decompress", NONE).get("/");
            RawResponse declined = shared.to(upstream, "bb-decompress", NONE).get("/", "Decompress: false");

            assertThat(asked.text()).isEqualTo("hello hello hello");
            assertThat(asked.header("content-encoding")).isEmpty();
            assertThat(asked.header("content-length")).isEmpty();
            assertThat(byProvider.text()).isEqualTo("hello hello hello");
            assertThat(declined.body()).isEqualTo(body);
        }
    }

    @Test
    void anUnknownEncodingIsLeftAloneWhenAskedToDecode() throws IOException {
        try (RawUpstream upstream = encoded("zstd", new byte[] {1, 2, 3})) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Decompress: true");

            assertThat(answer.header("content-encoding")).contains("zstd");
            assertThat(answer.body()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aBodyThatDoesNotDecodeIsAborted() throws IOException {
        byte[] broken = gzip("hello hello hello".repeat(1000));
        broken[broken.length - 20] ^= 0x55;
        try (RawUpstream upstream = encoded("gzip", broken)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/", "Decompress: true"));
                String all = client.readRest();

                assertThat(all).doesNotContain("\r\n0\r\n\r\n");
            }
        }
    }

    private static RawUpstream encoded(String encoding, byte[] body) throws IOException {
        return RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            wire.send(body);
        });
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes());
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes());
        }
        return bytes.toByteArray();
    }
}
