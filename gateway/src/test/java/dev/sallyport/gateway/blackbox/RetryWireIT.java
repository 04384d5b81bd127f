// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Repeated calls whose bytes come in unusual ways. */
@ExtendWith(SharedGateway.class)
class RetryWireIT {

    private final SharedGateway.Running shared;

    RetryWireIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void aCallerThatWaitsToBeToldSendsItsBodyOnce() throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("PUT", "/", "Retries: 1", "Expect: 100-continue", "Content-Length: 4"));
                assertThat(client.read().status()).isEqualTo(100);
                RawResponse answer = client.send("body").read();

                expect(answer, 200, 2);
            }
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.bodyText()).isEqualTo("body"));
        }
    }

    @Test
    void requestsSentInOneGoAreAnsweredInTheirOrder() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start((request, wire) ->
                wire.send(requests.incrementAndGet() == 1 ? answer(503, "down") : RawUpstream.ok(request.target())))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/1", "Retries: 1")
                        + route.head("GET", "/2", "Retries: 1")
                        + route.head("GET", "/3"));
                for (int i = 1; i <= 3; i++) {
                    RawResponse answer = client.read();
                    expect(answer, 200, i == 1 ? 2 : 1);
                    assertThat(answer.text()).isEqualTo("/" + i);
                }
            }
        }
    }

    @Test
    void anAnswerThatComesBeforeTheBodyEndsGoesToTheCaller() throws IOException {
        String early = "HTTP/1.1 503 Down\r\nContent-Length: 4\r\n\r\ndown";
        try (EchoSocket upstream = EchoSocket.startAnswering("some", new CountDownLatch(1), early)) {
            Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + upstream.port() + "\"}");
            try (RawClient client = route.open().timeout(Duration.ofSeconds(8))) {
                client.send(route.head("PUT", "/", "Retries: 2", "Transfer-Encoding: chunked"));
                client.send("4\r\nsome\r\n");
                RawResponse answer = client.read();

                expect(answer, 503, 1);
                assertThat(answer.text()).isEqualTo("down");
            }
        }
    }

    @Test
    void whatIsRedirectedIsRepeatedFromItsBeginning() throws IOException {
        AtomicInteger seen = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/old")
                        ? answer(302, "", "Location: /new")
                        : seen.incrementAndGet() == 1 ? answer(503, "down") : RawUpstream.ok("done")))) {
            RawResponse answer = shared.to(upstream, "bb-header").get("/old", "Retries: 1");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received())
                    .extracting(RawUpstream.Received::target)
                    .containsExactly("/old", "/new", "/old", "/new");
            assertThat(upstream.received())
                    .allSatisfy(
                            request -> assertThat(request.headers("x-api-key")).containsExactly("the-key"));
        }
    }

    @Test
    void eachAnswerIsDecodedForItself() throws IOException {
        String down = answer(503, gzip("down"), "Content-Encoding: gzip");
        String done = answer(200, gzip("done"), "Content-Encoding: gzip");
        try (RawUpstream upstream = RawUpstream.start(InTurn.of(down, done, down, down))) {
            Route route = shared.to(upstream, "bb-none", NONE);

            assertThat(route.get("/", "Retries: 1", "Decompress: true").text()).isEqualTo("done");
            RawResponse failed = route.get("/", "Retries: 1", "Decompress: true");
            expect(failed, 503, 2);
            assertThat(failed.text()).isEqualTo("down");
        }
    }

    /** The answer's own framing, with a peeked body in it. */
    @Test
    void anAnswerOfUnknownLengthStaysOne() throws IOException {
        String body = "{\"error\":{\"message\":\"" + "x".repeat(20_000) + "\"}}";
        String chunked = "HTTP/1.1 500 No\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        String untilClosed = "HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n" + body;
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send(request.target().equals("/chunked") ? chunked : untilClosed);
            if (request.target().equals("/closed")) {
                wire.close();
            }
        })) {
            Route route = shared.to(upstream, "bb-hint-in-body", NONE);
            for (String path : new String[] {"/chunked", "/closed"}) {
                RawResponse answer = route.get(path, "Retries: 1");

                expect(answer, 500, 2);
                assertThat(answer.text()).as(path).isEqualTo(body);
            }
        }
    }

    @Test
    void aBodyThatBreaksOffWhileItIsLookedIntoIsNotMadeWhole() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 500 No\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"error\"");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-hint-in-body", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/", "Retries: 1"));
                RawResponse head = client.readHead();

                assertThat(head.status()).isIn(500, 502);
                assertThat(client.readRest())
                        .as("what follows a head of %s", head.headers())
                        .satisfiesAnyOf(
                                rest -> assertThat(rest).isEqualTo("{\"error\""),
                                rest -> assertThat(rest).contains("\"code\":"));
            }
            Awaitility.await("upstream connections closed")
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> upstream.openConnections() == 0);
        }
    }

    private static RawUpstream failingOnce() throws IOException {
        return RawUpstream.start(InTurn.of(answer(503, "down"), answer(200, "done")));
    }

    private static void expect(RawResponse answer, int status, int attempts) {
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(status);
        assertThat(answer.headers("sallyport-attempts")).as("attempts").containsExactly("" + attempts);
    }

    private static String gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
