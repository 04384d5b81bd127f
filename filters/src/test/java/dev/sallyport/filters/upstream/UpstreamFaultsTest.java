// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static dev.sallyport.filters.testing.RawUpstream.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Script;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

/** Slow and broken upstreams, and what callers hear of them. */
class UpstreamFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMillis(600);
    private static final String TEN_BYTES = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

    @BeforeAll
    static void loadClassesSoThatTimesMean() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ok("warm"));
                UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.LOOPBACK_OPEN)) {
            Exchanges.get(client.to(Exchanges.origin(upstream)), "/").block(PATIENCE);
        }
    }

    @Test
    void silenceAfterTheRequestEndsAtTheHeadDeadline() throws Exception {
        Duration took = assertFailure(
                (request, wire) -> wire.stall(), ErrorCode.UPSTREAM_TIMEOUT, Map.of("phase", "head"), true);
        assertThat(took).isBetween(LIMIT, LIMIT.multipliedBy(3));
    }

    @Test
    void aDrippedHeadEndsAtTheHeadDeadline() throws Exception {
        Duration took = assertFailure(
                (request, wire) -> wire.drip(ok("late").repeat(100), Duration.ofMillis(50)),
                ErrorCode.UPSTREAM_TIMEOUT,
                Map.of("phase", "head"),
                true);
        assertThat(took).isBetween(LIMIT, LIMIT.multipliedBy(3));
    }

    @Test
    void interimResponsesDoNotMoveTheHeadDeadline() throws Exception {
        Duration took = assertFailure(
                (request, wire) -> {
                    for (int i = 0; i < 40; i++) {
                        wire.send("HTTP/1.1 102 Processing\r\n\r\n");
                        wire.pause(Duration.ofMillis(100));
                    }
                },
                ErrorCode.UPSTREAM_TIMEOUT,
                Map.of("phase", "head"),
                true);
        assertThat(took).isBetween(LIMIT, LIMIT.multipliedBy(3));
    }

    @Test
    void aStallInTheBodyEndsAtTheIdleTimeout() throws Exception {
        assertFailure(
                (request, wire) -> {
                    wire.send(TEN_BYTES + "half");
                    wire.stall();
                },
                ErrorCode.UPSTREAM_TIMEOUT,
                Map.of("phase", "body"),
                true);
    }

    @Test
    void aBodyThatDripsWithinTheIdleTimeoutIsRead() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.send(TEN_BYTES);
                    wire.drip("0123456789", Duration.ofMillis(150));
                });
                UpstreamClient client = client(4)) {
            StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/"))
                    .expectNext(new Answer(200, "0123456789"))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void aReaderWhoPausesIsNotTheUpstreamsFault() throws Exception {
        byte[] body = new byte[4 << 20];
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
                    wire.send(body);
                });
                UpstreamClient client = client(4)) {
            Flux<Integer> sizes = client.to(Exchanges.origin(upstream))
                    .get()
                    .uri("/")
                    .responseConnection(
                            (head, connection) -> connection.inbound().receive().map(b -> b.readableBytes()));
            long[] total = new long[1];
            StepVerifier.create(sizes, 1)
                    .consumeNextWith(size -> total[0] += size)
                    .thenAwait(LIMIT.multipliedBy(2))
                    .thenRequest(Long.MAX_VALUE)
                    .thenConsumeWhile(size -> true, size -> total[0] += size)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(total[0]).isEqualTo(body.length);
        }
    }

    @Test
    void aSlowUploadThatMovesIsNotCutByTheHeadDeadline() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ok("done"));
                UpstreamClient client = client(4)) {
            var content = Flux.range(0, 8)
                    .delayElements(Duration.ofMillis(200))
                    .map(i -> Unpooled.wrappedBuffer(new byte[] {'x'}));
            StepVerifier.create(Exchanges.exchange(
                            client.to(Exchanges.origin(upstream)),
                            HttpMethod.POST,
                            "/",
                            new RequestBody.OfLength(8, content)))
                    .expectNext(new Answer(200, "done"))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void anUploadThatTheUpstreamDoesNotTakeEndsAtTheHeadDeadline() throws Exception {
        // A listener that accepts by backlog and never reads.
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                UpstreamClient client = client(4)) {
            var content = Flux.range(0, 2000).map(i -> Unpooled.wrappedBuffer(new byte[64 * 1024]));
            StepVerifier.create(Exchanges.exchange(
                            client.to(new UpstreamOrigin("http", "127.0.0.1", deaf.getLocalPort())),
                            HttpMethod.POST,
                            "/",
                            new RequestBody.Chunked(content)))
                    .expectErrorSatisfies(
                            error -> isFailure(error, ErrorCode.UPSTREAM_TIMEOUT, Map.of("phase", "head"), true))
                    .verify(PATIENCE);
        }
    }

    @Test
    void aResetBeforeTheHeadIsUnreachable() throws Exception {
        assertFailure((request, wire) -> wire.reset(), ErrorCode.UPSTREAM_UNREACHABLE, null, true);
    }

    @Test
    void aCloseBeforeTheHeadIsUnreachable() throws Exception {
        assertFailure(
                (request, wire) -> wire.close(), ErrorCode.UPSTREAM_UNREACHABLE, Map.of("reason", "closed"), true);
    }

    @Test
    void aHalfCloseBeforeTheHeadIsUnreachable() throws Exception {
        assertFailure(
                (request, wire) -> {
                    wire.halfClose();
                    wire.stall();
                },
                ErrorCode.UPSTREAM_UNREACHABLE,
                Map.of("reason", "closed"),
                true);
    }

    @Test
    void aCloseWithinTheHeadIsBad() throws Exception {
        assertFailure(
                (request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nX: ");
                    wire.close();
                },
                ErrorCode.BAD_UPSTREAM,
                Map.of("reason", "truncated"),
                true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEN_BYTES + "half",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"
            })
    void aTruncatedBodyNeverCompletes(String response) throws Exception {
        assertFailure(
                (request, wire) -> {
                    wire.send(response);
                    wire.close();
                },
                ErrorCode.UPSTREAM_UNREACHABLE,
                null,
                true);
    }

    @Test
    void nobodyListeningIsUnreachableAndNothingWasWritten() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = gone.getLocalPort();
        }
        try (UpstreamClient client = client(4)) {
            StepVerifier.create(Exchanges.get(client.to(new UpstreamOrigin("http", "127.0.0.1", port)), "/"))
                    .expectErrorSatisfies(error ->
                            isFailure(error, ErrorCode.UPSTREAM_UNREACHABLE, Map.of("reason", "connect"), false))
                    .verify(PATIENCE);
        }
    }

    @Test
    void aFullPoolIsOverloadAfterTheAcquireTimeout() throws Exception {
        UpstreamSettings one = new UpstreamSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                PATIENCE,
                PATIENCE,
                1,
                1,
                Duration.ofMillis(300),
                PATIENCE,
                PATIENCE,
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                UpstreamClient client = new UpstreamClient(one, Exchanges.LOOPBACK_OPEN)) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            var holding = Exchanges.get(http, "/hold").subscribe();
            await().atMost(PATIENCE).until(() -> upstream.received().size() == 1);

            Mono<List<Throwable>> refusals = Flux.range(0, 2)
                    .flatMap(i ->
                            Exchanges.get(http, "/wait").cast(Throwable.class).onErrorResume(Mono::just))
                    .collectList();
            Duration took = StepVerifier.create(refusals)
                    .assertNext(errors -> assertThat(errors).hasSize(2).allSatisfy(error -> {
                        isFailure(error, ErrorCode.OVERLOADED, null, false);
                        assertThat(UpstreamFailure.of(error).error().retryAfter())
                                .isEqualTo(Duration.ofSeconds(1));
                    }))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            holding.dispose();
            await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aCallerWhoLeavesInTheBodyClosesTheConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nfirst");
                    wire.stall();
                });
                UpstreamClient client = client(4)) {
            Flux<String> body = client.to(Exchanges.origin(upstream))
                    .get()
                    .uri("/")
                    .responseConnection(
                            (head, connection) -> connection.inbound().receive().asString());
            StepVerifier.create(body.take(1))
                    .expectNext("first")
                    .expectComplete()
                    .verify(PATIENCE);
            await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    private static Duration assertFailure(Script script, ErrorCode code, Map<String, Object> details, boolean written)
            throws Exception {
        try (RawUpstream upstream = RawUpstream.start(script);
                UpstreamClient client = client(4)) {
            Duration took = StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/a?secret=1"))
                    .expectErrorSatisfies(error -> isFailure(error, code, details, written))
                    .verify(PATIENCE);
            await().atMost(PATIENCE).until(() -> upstream.connections() == 1);
            return took;
        }
    }

    private static void isFailure(Throwable error, ErrorCode code, Map<String, Object> details, boolean written) {
        UpstreamFailure failure = UpstreamFailure.of(error);
        GatewayException told = failure.error();
        assertThat(told.code()).as("%s", error).isEqualTo(code);
        assertThat(failure.requestWritten()).as("written").isEqualTo(written);
        assertThat(told.getMessage()).doesNotContain("secret", "127.0.0.1");
        if (details != null) {
            assertThat(told.details()).containsAllEntriesOf(details);
        }
    }

    private static UpstreamClient client(int connections) {
        return new UpstreamClient(Exchanges.settings(LIMIT, LIMIT, connections), Exchanges.LOOPBACK_OPEN);
    }
}
