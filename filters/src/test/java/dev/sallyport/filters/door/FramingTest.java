// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Request smuggling: whatever the mutation, either the connection ends with a refusal or one reading is possible. */
@ExtendWith(LeakDetection.class)
class FramingTest {

    /** Hidden in each body: it must never be taken for a request. */
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

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

    /** Headers that frame the same body in two ways, or in none that everybody understands. */
    static Stream<String> ambiguousHeaders() {
        List<String> mutations = new ArrayList<>(List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\ntransfer-encoding: CHUNKED",
                "Content-Length: 0\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 0\r\nContent-Length: 44",
                "Content-Length: 5\r\ncontent-length: 5",
                "Content-Length: 5, 5",
                "Content-Length: 5, 6",
                "Content-Length: 5,",
                "Content-Length: ,5",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length: -0",
                "Content-Length: 0x5",
                "Content-Length: 5.0",
                "Content-Length: 5e0",
                "Content-Length: 5 5",
                "Content-Length: 5;a=b",
                "Content-Length: \"5\"",
                "Content-Length: five",
                "Content-Length: 99999999999999999999",
                "Content-Length: 9223372036854775808",
                "Content-Length: 18446744073709551621",
                "Content-Length: ",
                "Content-Length:",
                "Content-Length : 5",
                "Content-Length\t: 5",
                " Content-Length: 5",
                "\tContent-Length: 5",
                "X: y\r\n Content-Length: 5",
                "Content-Length:\r\n 5",
                "Content-Length: 5\r\n 5",
                "Content-Length: 5\u0000",
                "Content-Length: \u000b5",
                "Content-Length: 5\u000b",
                "Content-Length: \u00a05",
                "Content-Length: 5\u0085",
                "Content-Length: \u0665",
                "Content-Length\u0000: 5",
                "Content\rLength: 5",
                "Content-Length: 5\rX: y",
                "Content-Length: 5\nX: y",
                "X: y\nContent-Length: 5",
                "X: y\rContent-Length: 5",
                "X: y\r\rContent-Length: 5",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                " Transfer-Encoding: chunked",
                "\tTransfer-Encoding: chunked",
                "X: y\r\n Transfer-Encoding: chunked",
                "X: y\nTransfer-Encoding: chunked",
                "X: y\rTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding:\n chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding:\u000cchunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: \u000cchunked",
                "Transfer-Encoding: \u0000chunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding: chunked\u000b",
                "Transfer-Encoding: chunked\u001f",
                "Transfer-Encoding: chunked\u007f",
                "Transfer-Encoding: \u0001chunked",
                "Transfer-Encoding: \u00a0chunked",
                "Transfer-Encoding: \u00ffchunked",
                "Transfer-Encoding: chunked\u00a0",
                "Transfer-Encoding: chun\rked",
                "Transfer-Encoding: chunked\rX: y",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunkedx",
                "Transfer-Encoding: chunke",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nContent-Length: 5",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip\r\nContent-Length: 5",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: chunked;a=b",
                "Transfer-Encoding: chunked; ",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: 'chunked'",
                "Transfer-Encoding: chunked chunked",
                "Transfer-Encoding: x chunked",
                "Transfer-Encoding: ;chunked",
                "Transfer-Encoding: cow",
                "Transfer-Encoding:",
                "Transfer-Encoding: \r\nContent-Length: 5",
                "Transfer-Encoding\u0000: chunked",
                "Transfer-Encoding\u00a0: chunked",
                "Transfer-Encoding\u000b: chunked",
                "Transfer-Encoding\r: chunked",
                "Transfer-Encoding chunked",
                "Transfer-Encoding",
                "\u0000Transfer-Encoding: chunked",
                "\u000bTransfer-Encoding: chunked",
                "\u00a0Transfer-Encoding: chunked",
                "(Transfer-Encoding: chunked",
                "Transfer Encoding: chunked",
                "Transfer-Encoding: chunked\r\n : y",
                "Transfer-Encoding: chunked\n\r\nX: y",
                "Transfer-\r\nEncoding: chunked",
                "Content-Length: 5\r\n: y",
                "Content-Length: 5\r\nX",
                "Content-Length: 5\r\n\u0000: y"));
        return mutations.stream();
    }

    @ParameterizedTest
    @MethodSource("ambiguousHeaders")
    void anAmbiguousFramingHeaderIsRefused(String headers) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + SMUGGLED);

            assertThat(client.read().status()).isIn(400, 501);
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ambiguousHeaders")
    void anAmbiguousFramingHeaderIsRefusedInHttp10Too(String headers) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n" + headers + "\r\n\r\n5\r\n12345\r\n"
                    + SMUGGLED);

            assertThat(client.read().status()).isIn(400, 501);
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void http10HasNoChunks() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(server.seen()).isEmpty();
        }
    }

    /** Spellings that name other headers, or the same framing unmistakably. */
    static Stream<String> plainHeaders() {
        return Stream.of(
                "Content-Length: 5",
                "content-length:5",
                "Content-Length:\t5\t ",
                "Content-Length: 5\r\nTransferEncoding: chunked",
                "Content-Length: 5\r\nTransfer_Encoding: chunked",
                "Content-Length: 5\r\nTransfer-Encoding-: chunked",
                "Content-Length: 5\r\nX-Transfer-Encoding: chunked",
                "Content-Length: 5\r\nX: \"Transfer-Encoding: chunked\"",
                "Content-Length: 5\r\nContent_Length: 7",
                "Content-Length: 5\r\nX-Content-Length: 7",
                "Content-Length: 5\r\nConnection: Content-Length",
                "Content-Length: 5\r\nTE: chunked",
                "Content-Length: 5\r\nTrailer: Content-Length");
    }

    @ParameterizedTest
    @MethodSource("plainHeaders")
    void aLengthHasOneReading(String headers) throws IOException {
        try (RawClient client = server.connect()) {
            client.send(
                    "POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n12345GET /b HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.read().text()).isEqualTo("POST /a 12345");
            assertThat(client.read().text()).isEqualTo("GET /b ");
            assertThat(server.seen()).hasSize(2);
        }
    }

    static Stream<String> brokenChunks() {
        return Stream.of(
                "\r\n",
                "-1\r\n12345\r\n0\r\n\r\n",
                "+5\r\n12345\r\n0\r\n\r\n",
                "0x5\r\n12345\r\n0\r\n\r\n",
                "5h\r\n12345\r\n0\r\n\r\n",
                "g\r\n12345\r\n0\r\n\r\n",
                ";a=b\r\n12345\r\n0\r\n\r\n",
                "5.0\r\n12345\r\n0\r\n\r\n",
                "\"5\"\r\n12345\r\n0\r\n\r\n",
                "80000000\r\n12345\r\n0\r\n\r\n",
                "fffffffffffffffff\r\n12345\r\n0\r\n\r\n",
                "100000000000000005\r\n12345\r\n0\r\n\r\n",
                "5\n12345\r\n0\r\n\r\n",
                "5\r12345\r\n0\r\n\r\n",
                "5\r\n12345\n0\r\n\r\n",
                "5\r\n123450\r\n\r\n",
                "5\r\n12345\r0\r\n\r\n",
                "5\r\n1234\r\n0\r\n\r\n",
                "5\r\n123456\r\n0\r\n\r\n",
                "5\r\n12345\r\n\r\n0\r\n\r\n",
                "5\r\n12345\r\n0\n\r\n",
                "5\r\n12345\r\n0\r\n\n",
                "5\r\n12345\r\n0\r\nX: y\n\r\n",
                "5\r\n12345\r\n0\r\nX\r\n\r\n",
                "5\r\n12345\r\n0\r\nX : y\r\n\r\n",
                "5;a\nb\r\n12345\r\n0\r\n\r\n",
                "5;a\rb\r\n12345\r\n0\r\n\r\n",
                "5;a=\"\n\"\r\n12345\r\n0\r\n\r\n",
                "5;a=\"\r\n\"\r\n12345\r\n0\r\n\r\n",
                "5;" + "a".repeat(9000) + "\r\n12345\r\n0\r\n\r\n",
                "5\r\n12345\r\n0\r\nX: " + "y".repeat(33_000) + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("brokenChunks")
    void aBrokenChunkIsRefusedAndEndsTheCall(String body) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body + SMUGGLED);

            assertThat(client.read().status()).isIn(400, 431);
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).isEmpty();
        }
    }

    /** Either reading is the same: these may be refused as well, but not read otherwise. */
    static Stream<String> unusualChunks() {
        return Stream.of(
                "5\r\n12345\r\n0\r\n\r\n",
                "05\r\n12345\r\n00\r\n\r\n",
                "0000000005\r\n12345\r\n0000000000\r\n\r\n",
                "1\r\n1\r\n4\r\n2345\r\n0\r\n\r\n",
                "5;a=b\r\n12345\r\n0;c\r\n\r\n",
                "5;a=\"b;c\"\r\n12345\r\n0\r\n\r\n",
                "5 ;a=b\r\n12345\r\n0\r\n\r\n",
                "5 \r\n12345\r\n0 \r\n\r\n",
                "5\t\r\n12345\r\n0\r\n\r\n",
                " 5\r\n12345\r\n0\r\n\r\n",
                "5\r\r\n12345\r\n0\r\n\r\n",
                "5\u000b\r\n12345\r\n0\r\n\r\n",
                "5 6\r\n12345\r\n0\r\n\r\n",
                "5\u0000\r\n12345\r\n0\r\n\r\n",
                "5\r\n12345\r\n0\r\nX: y\r\n\r\n",
                "5\r\n12345\r\n0\r\nContent-Length: 100\r\n\r\n",
                "5\r\n12345\r\n0\r\nHost: evil\r\nAuthorization: x\r\nTransfer-Encoding: gzip\r\n\r\n",
                "5\r\n12345\r\n0\r\nX: y\r\n z\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("unusualChunks")
    void anUnusualChunkIsRefusedOrHasOneReading(String body) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body
                    + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");

            if (client.read().status() == 400) {
                assertThat(client.readRest()).isEmpty();
                assertThat(server.seen()).isEmpty();
            } else {
                assertThat(client.read().text()).isEqualTo("GET /b ");
                assertThat(server.seen())
                        .hasSize(2)
                        .first()
                        .satisfies(seen -> assertThat(seen.body()).isEqualTo("12345"));
            }
        }
    }

    @Test
    void aTrailerNeverBecomesAHeader() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n"
                    + "Content-Length: 7\r\nHost: evil\r\nAuthorization: Bearer evil\r\nX-Trailer: evil\r\n\r\n");

            assertThat(client.read().text()).isEqualTo("POST /a 12345");
            assertThat(server.seen().getFirst().headers().getAll("host")).containsExactly("h");
            assertThat(server.seen().getFirst().headers().toString()).doesNotContain("evil", "Content-Length");
        }
    }
}
