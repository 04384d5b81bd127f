// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What one connection may do after another: pipelining, keep-alive, early answers, and ends of all kinds. */
@ExtendWith(LeakDetection.class)
class ConnectionTest {

    private static final byte[] MEGABYTE = new byte[1024 * 1024];

    @Test
    void answersAThousandPipelinedRequestsInOrder() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            StringBuilder requests = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                boolean post = i % 3 == 0;
                requests.append(post ? "POST /" : "GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n");
                requests.append(post ? "Content-Length: 2\r\n\r\nhi" : "\r\n");
                expected.add(post ? "POST /" + i + " hi" : "GET /" + i + " ");
            }
            client.send(requests.toString());

            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(client.read().text());
            }
            assertThat(answers).isEqualTo(expected);
        }
    }

    /** An answer written by another thread reaches the caller before Reactor Netty knows that it left. */
    @Test
    void servesTheNextRequestAfterAnAnswerThatAnotherThreadWrote() throws IOException {
        Scheduler other = Schedulers.newSingle("answers");
        try (GuardedServer server = GuardedServer.handling((request, response) -> {
                    response.header("Content-Length", "0");
                    return request.uri().equals("/slow") ? Mono.<Void>empty().publishOn(other) : Mono.empty();
                });
                RawClient client = server.connect()) {
            for (int i = 0; i < 3_000; i++) {
                client.send("GET /" + (i % 2 == 0 ? "slow" : "quick") + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        } finally {
            other.dispose();
        }
    }

    @Test
    void doesNotStartARequestBeforeTheLastOneIsAnswered() throws Exception {
        Sinks.Empty<Void> gate = Sinks.empty();
        AtomicInteger started = new AtomicInteger();
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> {
                            started.incrementAndGet();
                            return gate.asMono()
                                    .then(response.sendString(Mono.just("ok")).then());
                        },
                        "max-requests-per-connection=6000");
                RawClient client = server.connect()) {
            String request = "GET /" + "a".repeat(4000) + " HTTP/1.1\r\nHost: h\r\n\r\n";
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    client.send(request.repeat(6_000));
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            // 24 MB do not fit into both sockets' buffers: a writer that gets through would mean that we hold them.
            assertThat(flood.join(Duration.ofSeconds(1))).isFalse();
            assertThat(started).hasValue(1);

            gate.tryEmitEmpty();
            for (int i = 0; i < 6_000; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(started).hasValue(6_000);
        }
    }

    @Test
    void answersExpectContinueLocallyAndOnlyOnceTheBodyIsWanted() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-Continue");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("12345").read().text()).isEqualTo("POST /a 12345");
            assertThat(client.sendHead("GET /b HTTP/1.1", "Host: h").read().text())
                    .isEqualTo("GET /b ");
        }
    }

    @Test
    void refusedExpectationNeedsNoBody() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.status(401).send());
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-continue");

            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("connection")).hasValue("close");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void anEarlyAnswerKeepsTheConnectionIfTheBodyEnds() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.status(403).send());
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Content-Length: " + MEGABYTE.length);
            assertThat(client.read().status()).isEqualTo(403);
            client.send(MEGABYTE);
            assertThat(client.sendHead("GET /b HTTP/1.1", "Host: h").read().status())
                    .isEqualTo(403);
        }
    }

    @Test
    void anEarlyAnswerEndsTheConnectionIfTheBodyDoesNot() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.status(403).send(), "linger-timeout=200ms");
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");
            assertThat(client.read().status()).isEqualTo(403);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void theAnswerSurvivesACallerThatIsStillSending() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Expect: y", "Content-Length: " + 5 * MEGABYTE.length);
            for (int i = 0; i < 5; i++) {
                client.send(MEGABYTE);
            }
            assertThat(client.read().status()).isEqualTo(417);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void aBrokenBodyCancelsTheCallInFlight() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (GuardedServer server = GuardedServer.handling((request, response) -> request.receive()
                        .then(Mono.<Void>never())
                        .onErrorComplete()
                        .or(Mono.<Void>never().doOnCancel(cancelled::countDown)));
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");
            assertThat(client.send("5\r\n12345\r\nbad\n").read().status()).isEqualTo(400);

            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aBrokenBodyCutsAnAnswerThatHasBegun() throws IOException {
        try (GuardedServer server = GuardedServer.handling((request, response) -> response.sendString(
                        Flux.concat(Mono.just("begun"), request.receive().map(more -> "more")),
                        StandardCharsets.UTF_8));
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");
            assertThat(client.readHead().status()).isEqualTo(200);
            String rest = client.send("5\r\n12345\r\nbad\n").readRest();

            assertThat(rest).doesNotContain("400").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void headAnswersHaveNoBodyAndTheConnectionGoesOn() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            RawResponse head = client.sendHead("HEAD /a HTTP/1.1", "Host: h").readToHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).hasValue("8");
            assertThat(client.sendHead("GET /b HTTP/1.1", "Host: h").read().text())
                    .isEqualTo("GET /b ");
        }
    }

    @Test
    void aRefusedHeadRequestGetsNoBody() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            assertThat(client.sendHead("HEAD /../a HTTP/1.1", "Host: h")
                            .readToHead()
                            .status())
                    .isEqualTo(400);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void http10GetsAnUnchunkedBodyThatEndsWithTheConnection() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.sendString(Flux.just("one", "two"), StandardCharsets.UTF_8));
                RawClient client = server.connect()) {
            RawResponse response =
                    client.sendHead("GET /a HTTP/1.0", "Connection: keep-alive").read();

            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.text()).isEqualTo("onetwo");
        }
    }

    @Test
    void connectionCloseEndsItWhateverFollows() throws IOException {
        try (GuardedServer server = GuardedServer.recording();
                RawClient client = server.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.read().text()).isEqualTo("GET /a ");
            assertThat(client.readRest()).isEmpty();
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void aConnectionServesOnlySoManyRequests() throws IOException {
        try (GuardedServer server = GuardedServer.recording("max-requests-per-connection=3");
                RawClient client = server.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".repeat(4));

            assertThat(client.read().header("connection")).isEmpty();
            assertThat(client.read().header("connection")).isEmpty();
            assertThat(client.read().header("connection")).hasValue("close");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void aConnectionTooManyIsToldSoAndOneThatLeavesMakesRoom() throws IOException {
        try (GuardedServer server = GuardedServer.recording("max-connections=1")) {
            try (RawClient first = server.connect()) {
                assertThat(first.sendHead("GET /a HTTP/1.1", "Host: h").read().status())
                        .isEqualTo(200);
                assertOverloaded(server);
            }
            Awaitility.await().until(() -> {
                try (RawClient third = server.connect()) {
                    return third.sendHead("GET /a HTTP/1.1", "Host: h").read().status() == 200;
                }
            });
        }
    }

    private static void assertOverloaded(GuardedServer server) throws IOException {
        try (RawClient client = server.connect()) {
            RawResponse refused = client.sendHead("GET /a HTTP/1.1", "Host: h").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"code\":\"overloaded\"");
            assertThat(refused.header("retry-after")).hasValue("1");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void aCallerThatLeavesCancelsItsCall() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (GuardedServer server = GuardedServer.handling((request, response) ->
                Mono.<Void>never().doOnSubscribe(s -> started.countDown()).doOnCancel(cancelled::countDown))) {
            try (RawClient client = server.connect()) {
                client.sendHead("GET /a HTTP/1.1", "Host: h");
                assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aLargeUploadStreamsToTheHandler() throws IOException {
        try (GuardedServer server = GuardedServer.handling((request, response) -> response.sendString(request.receive()
                        .map(buffer -> (long) buffer.readableBytes())
                        .reduce(0L, Long::sum)
                        .map(String::valueOf)));
                RawClient client = server.connect()) {
            client.sendHead("POST /a HTTP/1.1", "Host: h", "Content-Length: " + 50L * MEGABYTE.length);
            for (int i = 0; i < 50; i++) {
                client.send(MEGABYTE);
            }
            assertThat(client.read().text()).isEqualTo(Long.toString(50L * MEGABYTE.length));
        }
    }
}
