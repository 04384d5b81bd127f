// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies while they flow, and what happens when they stop. */
@ExtendWith(SharedGateway.class)
class StreamingIT {

    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private final SharedGateway.Running shared;

    StreamingIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 30", "X-None: until close"})
    void anEventReachesTheCallerBeforeTheNextIsSent(String framing) throws Exception {
        boolean chunked = framing.startsWith("Transfer");
        CountDownLatch seen = new CountDownLatch(1);
        RawUpstream.Script script = (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + "\r\n\r\n");
            wire.send(chunked ? "f\r\ndata: first..\n\n\r\n" : "data: first..\n\n");
            assertThat(seen.await(20, TimeUnit.SECONDS)).as("first event seen").isTrue();
            wire.send(chunked ? "f\r\ndata: second.\n\n\r\n0\r\n\r\n" : "data: second.\n\n");
            wire.close();
        };
        try (RawUpstream upstream = RawUpstream.start(script)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/events", "Accept: text/event-stream"));
                assertThat(client.readHead().header("content-type")).contains("text/event-stream");
                readUntil(client, "first.");
                seen.countDown();
                readUntil(client, "second.");
            }
            assertThat(upstream.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 3", "X-None: until close"})
    void theHeadReachesTheCallerBeforeAnyOfTheBody(String framing) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
            assertThat(seen.await(2, TimeUnit.SECONDS)).as("head seen").isTrue();
            wire.send(framing.startsWith("Transfer") ? "3\r\nabc\r\n0\r\n\r\n" : "abc");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                assertThat(client.send(route.head("GET", "/")).readHead().status())
                        .isEqualTo(200);
                seen.countDown();
                readUntil(client, "abc");
            }
            assertThat(upstream.failures()).isEmpty();
        }
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
    void aTruncatedBodyOfKnownLengthIsCutShortForTheCallerToo() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/"));
                assertThatThrownBy(client::read).isInstanceOfAny(EOFException.class, java.net.SocketException.class);
            }
        }
    }

    @Test
    void aChunkedBodyThatDoesNotEndIsNotEndedForTheCaller() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                String all = client.send(route.head("GET", "/")).readRest();

                assertThat(all).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
            }
        }
    }

    @Test
    void aBodyThatStallsIsCutAfterItsIdleTime() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            wire.stall();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/")).timeout(Duration.ofSeconds(15));
                assertThatThrownBy(client::read).isInstanceOfAny(EOFException.class, java.net.SocketException.class);
            }
            Awaitility.await().atMost(PROMPTLY).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void anHttp10CallerGetsAnAnswerThatEndsWithTheConnection() throws IOException {
        try (RawUpstream upstream =
                RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/").replace("HTTP/1.1", "HTTP/1.0"));
                RawResponse answer = client.read();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("transfer-encoding")).isEmpty();
                assertThat(answer.text()).isEqualTo("abc");
            }
        }
    }

    @Test
    void anHttp10CallerSeesTruncationAsAReset() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            wire.close();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/").replace("HTTP/1.1", "HTTP/1.0"));
                assertThatThrownBy(client::read).isInstanceOf(java.net.SocketException.class);
            }
        }
    }

    @Test
    void aCallersConnectionServesManyCalls() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(RawUpstream.ok(request.target())))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(client.send(route.head("GET", "/" + i)).read().text())
                            .isEqualTo("/" + i);
                }
            }
            assertThat(upstream.connections()).isLessThan(10);
        }
    }

    @Test
    void pipelinedCallsAreAnsweredInOrder() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(RawUpstream.ok(request.target())))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                client.send(route.head("GET", "/1") + route.head("GET", "/2") + route.head("GET", "/3"));
                for (int i = 1; i <= 3; i++) {
                    assertThat(client.read().text()).isEqualTo("/" + i);
                }
            }
        }
    }

    @Test
    void aCallerWhoLeavesWhileWaitingTakesTheUpstreamCallAlong() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall())) {
            Route route = shared.to(upstream, "bb-none", NONE);
            RawClient client = route.open();
            client.send(route.head("GET", "/"));
            Awaitility.await().until(() -> upstream.received().size() == 1);

            client.close();

            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aCallerWhoLeavesInTheMiddleOfTheBodyTakesTheUpstreamCallAlong() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            wire.stall();
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            RawClient client = route.open();
            client.send(route.head("GET", "/")).readHead();

            client.reset();

            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aCallerWhoLeavesWhileUploadingTakesTheUpstreamCallAlong() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (EchoSocket upstream = EchoSocket.start("part", begun)) {
            Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + upstream.port() + "\"}");
            RawClient client = route.open();
            client.send(route.head("POST", "/", "Content-Length: 1000") + "part");
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

            client.close();

            assertThat(upstream.endedWithin(PROMPTLY)).isTrue();
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

    @Test
    void manyCallersAtOnceEachGetTheirOwnAnswer() throws Exception {
        RawUpstream.Script echo = (request, wire) -> wire.send(RawUpstream.ok(request.target() + request.bodyText()));
        try (RawUpstream upstream = RawUpstream.start(echo);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Route route = shared.to(upstream, "bb-header");
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                String name = "/caller" + caller + "/";
                calls.add(callers.submit(() -> callRepeatedly(route, name)));
            }
            for (Future<?> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static Void callRepeatedly(Route route, String name) throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(route.post(name + i, "body-of" + name + i).text()).isEqualTo(name + i + "body-of" + name + i);
        }
        return null;
    }

    private static void readUntil(RawClient client, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = client.stream().read();
            assertThat(next).as("more after: " + read).isNotNegative();
            read.append((char) next);
        }
    }
}
