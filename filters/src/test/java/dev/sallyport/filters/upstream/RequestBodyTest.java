// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static dev.sallyport.filters.testing.RawUpstream.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** How bodies of every method look on the wire. */
class RequestBodyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RawUpstream upstream;
    private UpstreamClient client;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.answering(ok("done"));
        client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.LOOPBACK_OPEN);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST", "PUT", "PATCH", "OPTIONS", "PROPFIND"})
    void aKnownLengthIsKept(String method) {
        Received seen = send(method, new RequestBody.OfLength(6, chunks("ab", "cd", "ef")));
        assertThat(seen.bodyText()).isEqualTo("abcdef");
        assertThat(seen.headers("content-length")).containsExactly("6");
        assertThat(seen.headers("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST", "PUT", "PATCH", "OPTIONS", "PROPFIND"})
    void anUnknownLengthIsChunked(String method) {
        Received seen = send(method, new RequestBody.Chunked(chunks("ab", "", "cd")));
        assertThat(seen.bodyText()).isEqualTo("abcd");
        assertThat(seen.headers("content-length")).isEmpty();
        assertThat(seen.headers("transfer-encoding")).containsExactly("chunked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "HEAD", "POST", "PUT"})
    void anEmptyBodyOfLengthZeroSaysSo(String method) {
        Received seen = send(method, new RequestBody.OfLength(0, Flux.empty()));
        assertThat(seen.headers("content-length")).containsExactly("0");
        assertThat(seen.headers("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "HEAD"})
    void noBodyHasNoFraming(String method) {
        Received seen = send(method, new RequestBody.None());
        assertThat(seen.headers("content-length")).isEmpty();
        assertThat(seen.headers("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void noBodyOfAMethodThatUsuallyHasOneIsLengthZero(String method) {
        Received seen = send(method, new RequestBody.None());
        assertThat(seen.headers("content-length")).containsExactly("0");
        assertThat(seen.headers("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST"})
    void aChunkIsOnItsWayBeforeTheNextIsThere(String method) throws Exception {
        Sinks.Many<ByteBuf> chunks = Sinks.many().unicast().onBackpressureBuffer();
        CountDownLatch firstSeen = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    StringBuilder seen = new StringBuilder();
                    while (seen.indexOf("first") < 0) {
                        seen.append((char) in.read());
                    }
                    firstSeen.countDown();
                    while (seen.indexOf("second\r\n0\r\n\r\n") < 0) {
                        seen.append((char) in.read());
                    }
                    socket.getOutputStream().write(ok("done").getBytes());
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            var exchange = Exchanges.exchange(
                    client.to(new UpstreamOrigin("http", "127.0.0.1", server.getLocalPort())),
                    HttpMethod.valueOf(method),
                    "/",
                    new RequestBody.Chunked(chunks.asFlux()));
            StepVerifier.create(exchange)
                    .then(() -> chunks.tryEmitNext(buffer("first")))
                    .then(() -> assertThat(awaited(firstSeen)).isTrue())
                    .then(() -> chunks.tryEmitNext(buffer("second")))
                    .then(chunks::tryEmitComplete)
                    .expectNext(new Answer(200, "done"))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void anUpstreamThatDoesNotReadStopsTheBody() throws Exception {
        AtomicInteger produced = new AtomicInteger();
        Flux<ByteBuf> endless = Flux.<ByteBuf>generate(sink -> {
            produced.incrementAndGet();
            sink.next(PooledByteBufAllocator.DEFAULT.buffer(16 * 1024).writeZero(16 * 1024));
        });
        UpstreamSettings hasty = Exchanges.settings(Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                UpstreamClient impatient = new UpstreamClient(hasty, Exchanges.LOOPBACK_OPEN)) {
            StepVerifier.create(Exchanges.exchange(
                            impatient.to(new UpstreamOrigin("http", "127.0.0.1", deaf.getLocalPort())),
                            HttpMethod.GET,
                            "/",
                            new RequestBody.Chunked(endless)))
                    .expectError(UpstreamTimeoutException.class)
                    .verify(PATIENCE);
        }
        assertThat(produced.get())
                .as("chunks of 16 KiB, what sockets and watermarks hold")
                .isLessThan(2000);
    }

    @Test
    void anUploadThatFailsReleasesItsBuffersAndClosesTheConnection() {
        Flux<ByteBuf> failing = Flux.concat(chunks("ab"), Flux.error(new IllegalStateException("caller left")));
        StepVerifier.create(Exchanges.exchange(
                        client.to(Exchanges.origin(upstream)),
                        HttpMethod.POST,
                        "/",
                        new RequestBody.OfLength(10, failing)))
                .expectErrorMessage("caller left")
                .verify(PATIENCE);
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        assertThat(upstream.received()).as("never completed").isEmpty();
    }

    private Received send(String method, RequestBody body) {
        var http = client.to(Exchanges.origin(upstream));
        // Twice: a connection that was left out of step would show in the second.
        for (int i = 0; i < 2; i++) {
            Answer answer = Exchanges.exchange(http, HttpMethod.valueOf(method), "/a", body)
                    .block(PATIENCE);
            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(upstream.received()).hasSize(2);
        return upstream.received().get(1);
    }

    private static Flux<ByteBuf> chunks(String... parts) {
        return Flux.just(parts).map(RequestBodyTest::buffer);
    }

    private static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes());
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
