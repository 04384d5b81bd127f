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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers while they flow, and what happens when they stop. */
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

    private static void readUntil(RawClient client, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = client.stream().read();
            assertThat(next).as("more after: " + read).isNotNegative();
            read.append((char) next);
        }
    }
}
