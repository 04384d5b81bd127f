// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers send: as it comes, byte for byte, and never taken for the next call. */
@ExtendWith(SharedGateway.class)
class UploadIT {

    private final SharedGateway.Running shared;

    UploadIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void aRequestBodyReachesTheUpstreamAsItComes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (EchoSocket upstream = EchoSocket.start("first", begun)) {
            Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + upstream.port() + "\"}");
            try (RawClient client = route.open()) {
                client.send(route.head("POST", "/", "Transfer-Encoding: chunked") + "5\r\nfirst\r\n");
                assertThat(begun.await(10, TimeUnit.SECONDS))
                        .as("first part at the upstream")
                        .isTrue();
                client.send("6\r\nsecond\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void anUpstreamThatAnswersBeforeTheBodyIsThereIsHeard() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (EchoSocket upstream = EchoSocket.startAnswering(
                "part", begun, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")) {
            Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + upstream.port() + "\"}");
            try (RawClient client = route.open()) {
                client.send(route.head("POST", "/", "Content-Length: 100000") + "part");

                assertThat(client.read().status()).isEqualTo(413);
            }
        }
    }

    @Test
    void expectContinueIsAnsweredByTheGateway() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("POST", "/", "Expect: 100-continue", "Content-Length: 4"));
                assertThat(client.readHead().status()).isEqualTo(100);
                assertThat(client.send("body").read().status()).isEqualTo(200);
            }
            assertThat(upstream.received().getFirst().headers("expect")).isEmpty();
            assertThat(upstream.received().getFirst().bodyText()).isEqualTo("body");
        }
    }

    @Test
    void aMultipartBodyWithFilesArrivesByteForByte() throws IOException {
        byte[] file = new byte[300_000];
        new Random(7).nextBytes(file);
        byte[] start =
                ("--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nü\r\n--x\r\nContent-Disposition: form-data;"
                                + " name=\"f\"; filename=\"a b\\\".bin\"\r\nContent-Type: image/png\r\n\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] end = "\r\n--x--\r\nepilogue".getBytes();
        byte[] body = new byte[start.length + file.length + end.length];
        System.arraycopy(start, 0, body, 0, start.length);
        System.arraycopy(file, 0, body, start.length, file.length);
        System.arraycopy(end, 0, body, start.length + file.length, end.length);
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.to(upstream, "bb-header").send("POST", "/", body, "Content-Type: multipart/form-data; boundary=x");

            assertThat(upstream.received().getFirst().body()).isEqualTo(body);
            assertThat(upstream.received().getFirst().headers("content-type"))
                    .containsExactly("multipart/form-data; boundary=x");
            assertThat(upstream.received().getFirst().headers("content-length")).containsExactly("" + body.length);
        }
    }

    @Test
    void aChunkedUploadStaysChunkedAndItsExtensionsAndTrailersEnd() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(
                        route.head("DELETE", "/", "Transfer-Encoding: chunked") + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(upstream.received().getFirst().headers("transfer-encoding"))
                    .containsExactly("chunked");
            assertThat(upstream.received().getFirst().bodyText()).isEqualTo("abcdef");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 95", "Transfer-Encoding: chunked"})
    void theBodyOfARefusedCallIsNeverReadAsTheNextCall(String framing) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            String hidden = route.head("GET", "/hidden");
            String body = framing.startsWith("Content")
                    ? hidden
                    : Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
            String head = route.head("POST", "/", framing.replaceAll("\\d+", "" + hidden.length()), "Retries: many");
            try (RawClient client = route.open()) {
                RawResponse refused = client.send(head + body).read();
                assertThat(refused.status()).isEqualTo(400);
                try {
                    RawResponse next = client.send(route.head("GET", "/next")).read();
                    assertThat(next.status()).isEqualTo(200);
                } catch (IOException closed) {
                    // Closing is as good as reading the rest.
                }
            }
            assertThat(upstream.received())
                    .noneMatch(request -> request.target().equals("/hidden"));
        }
    }
}
