// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static dev.sallyport.filters.testing.RawUpstream.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** What an upstream can do to the next borrower of a pooled connection, with and without the guard. */
class ResponseGuardTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String EARLY_HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {EARLY_HINTS, PROCESSING})
    void withoutTheGuardAnInterimResponseGivesTheBodyToTheNextCaller(String interim) throws Exception {
        try (RawUpstream upstream = interimThenOk(interim, 1)) {
            HttpClient stock = stock(upstream);
            Answer first = Exchanges.get(stock, "/tenant-a").block(PATIENCE);
            Answer second = Exchanges.get(stock, "/tenant-b").block(PATIENCE);

            assertThat(List.of(first.body(), second.body()))
                    .as("the leak this guard is for; if this fails the client learned to skip 1xx")
                    .isNotEqualTo(List.of("/tenant-a", "/tenant-b"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void interimResponsesAreDroppedAndEachCallerGetsItsOwnBody(int times) throws Exception {
        try (RawUpstream upstream = interimThenOk(EARLY_HINTS, times);
                UpstreamClient client = guarded()) {
            for (String target : List.of("/tenant-a", "/tenant-b", "/tenant-c")) {
                Answer answer = Exchanges.get(client.to(Exchanges.origin(upstream)), target)
                        .block(PATIENCE);
                assertThat(answer).isEqualTo(new Answer(200, target));
            }
            assertThat(upstream.connections()).as("the connection stays usable").isEqualTo(1);
        }
    }

    @Test
    void moreInterimResponsesThanAnyHonestUpstreamSendsAreRefused() throws Exception {
        try (RawUpstream upstream = interimThenOk(EARLY_HINTS, 51);
                UpstreamClient client = guarded()) {
            assertRefused(client, upstream, "too_many_interim_responses");
        }
    }

    @Test
    void aContinueNobodyAskedForIsDropped() throws Exception {
        try (RawUpstream upstream = interimThenOk("HTTP/1.1 100 Continue\r\n\r\n", 2);
                UpstreamClient client = guarded()) {
            StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/a"))
                    .expectNext(new Answer(200, "/a"))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void withoutTheGuardAnUnaskedUpgradePassesAsAnAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")) {
            Mono<Integer> status = stock(upstream)
                    .get()
                    .uri("/a")
                    .responseConnection((head, connection) -> {
                        connection.channel().close();
                        return Mono.just(head.status().code());
                    })
                    .next();
            StepVerifier.create(status).expectNext(101).expectComplete().verify(PATIENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
            })
    void anUnaskedUpgradeIsRefused(String upgrade) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(upgrade);
                UpstreamClient client = guarded()) {
            assertRefused(client, upstream, "unexpected_upgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"099", "99", "000", "600", "999"})
    void aStatusThatIsNoneIsRefused(String status) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
                UpstreamClient client = guarded()) {
            assertRefused(client, upstream, "invalid_status");
        }
    }

    @Test
    void withoutTheGuardAnImpossibleStatusPassesAsAnAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n")) {
            StepVerifier.create(Exchanges.get(stock(upstream), "/a").map(Answer::status))
                    .expectNext(99)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n",
                "<html>hello</html>\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpIsRefused(String bytes) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(bytes);
                UpstreamClient client = guarded()) {
            assertRefused(client, upstream, bytes.contains(" 1000 ") ? "invalid_status" : "malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip", "identity", "chunked, identity"})
    void aTransferCodingNobodyAskedForIsRefused(String coding) throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
                UpstreamClient client = guarded()) {
            StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/a"))
                    .expectError(BadUpstreamException.class)
                    .verify(PATIENCE);
        }
    }

    @Test
    void aHeadBeyondItsLimitIsRefused() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nX: " + "a".repeat(33 * 1024) + "\r\nContent-Length: 0\r\n\r\n");
                UpstreamClient client = guarded()) {
            assertRefused(client, upstream, "head_too_large");
        }
    }

    @Test
    void aHeadOfThirtyKilobytesPasses() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nX: " + "a".repeat(30 * 1024) + "\r\nContent-Length: 0\r\n\r\n");
                UpstreamClient client = guarded()) {
            StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/a"))
                    .expectNext(new Answer(200, ""))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\nEVIL",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nEVIL",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEVIL",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nEVIL",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL",
                "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"
            })
    void bytesBehindAResponseCloseTheConnectionBeforeItIsLentAgain(String response) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(
                        (request, wire) -> wire.send(request.target().equals("/evil") ? response : ok("mine")));
                UpstreamClient client = guarded()) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            Mono<Answer> evil = Exchanges.get(http, "/evil")
                    .doOnNext(answer -> assertThat(answer.body()).doesNotContain("EVIL"));
            // Both at once on a pool of one: the second is waiting when the first ends.
            StepVerifier.create(Mono.zip(evil, Exchanges.get(http, "/mine")).map(both -> both.getT2()))
                    .expectNext(new Answer(200, "mine"))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void withoutTheGuardABodyBehindA204BreaksTheNextRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) ->
                wire.send(request.target().equals("/evil") ? "HTTP/1.1 204 No Content\r\n\r\nEVIL" : ok("mine")))) {
            HttpClient stock = stock(upstream);
            Exchanges.get(stock, "/evil").block(PATIENCE);
            StepVerifier.create(Exchanges.get(stock, "/mine")).expectError().verify(PATIENCE);
        }
    }

    @Test
    void aBodyBehindAHeadAnswerClosesTheConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ok("EVIL"));
                UpstreamClient client = guarded()) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            for (int i = 0; i < 3; i++) {
                Answer answer = Exchanges.exchange(http, HttpMethod.HEAD, "/a").block(PATIENCE);
                assertThat(answer).isEqualTo(new Answer(200, ""));
            }
            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void aHeadAnswerWithALengthKeepsTheConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
                UpstreamClient client = guarded()) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            for (int i = 0; i < 3; i++) {
                Exchanges.exchange(http, HttpMethod.HEAD, "/a").block(PATIENCE);
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVIL", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL", "H"})
    void bytesOnAnIdleConnectionCloseIt(String bytes) throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.send(ok(request.target()));
                    if (request.target().equals("/evil")) {
                        idle.await();
                        wire.send(bytes);
                    }
                });
                UpstreamClient client = guarded()) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            Exchanges.get(http, "/evil").block(PATIENCE);
            idle.countDown();
            await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
            StepVerifier.create(Exchanges.get(http, "/mine"))
                    .expectNext(new Answer(200, "/mine"))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void withoutTheGuardBytesOnAnIdleConnectionStayInFrontOfTheNextAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            wire.send(ok(request.target()));
            wire.send("EVIL");
        })) {
            HttpClient stock = stock(upstream);
            Exchanges.get(stock, "/evil").block(PATIENCE);
            StepVerifier.create(Exchanges.get(stock, "/mine").delaySubscription(Duration.ofMillis(100)))
                    .expectError()
                    .verify(PATIENCE);
        }
    }

    @Test
    void connectionsAreReusedUnderTheGuard() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n"));
                UpstreamClient client = guarded()) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            Flux<Answer> hundred = Flux.range(0, 100).concatMap(i -> Exchanges.get(http, "/" + i));
            StepVerifier.create(hundred).expectNextCount(100).expectComplete().verify(PATIENCE);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void interleavedTenantsOfAHostileUpstreamEachGetTheirOwnAnswer() throws Exception {
        List<String> tricks = List.of(
                "",
                EARLY_HINTS,
                PROCESSING + EARLY_HINTS,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n");
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    int trick = Integer.parseInt(request.target().substring(1)) % (2 * tricks.size());
                    wire.send((trick < tricks.size() ? tricks.get(trick) : "") + ok(request.target()));
                });
                UpstreamClient client =
                        new UpstreamClient(Exchanges.settings(PATIENCE, PATIENCE, 8), Exchanges.LOOPBACK_OPEN)) {
            HttpClient http = client.to(Exchanges.origin(upstream));
            Flux<String> foreign = Flux.range(0, 2000)
                    .map(i -> "/" + i)
                    .flatMap(
                            target -> Exchanges.get(http, target)
                                    .filter(answer -> !answer.body().isEmpty()
                                            && !answer.body().equals(target))
                                    .map(answer -> target + " got " + answer.body())
                                    .onErrorResume(BadUpstreamException.class, refused -> Mono.empty())
                                    .subscribeOn(Schedulers.parallel()),
                            16);
            StepVerifier.create(foreign).expectComplete().verify(Duration.ofSeconds(60));
            assertThat(upstream.received()).hasSize(2000);
        }
    }

    private static void assertRefused(UpstreamClient client, RawUpstream upstream, String reason) {
        StepVerifier.create(Exchanges.get(client.to(Exchanges.origin(upstream)), "/a"))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                BadUpstreamException.class,
                                bad -> assertThat(bad.reason()).isEqualTo(reason)))
                .verify(PATIENCE);
        await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
    }

    private static RawUpstream interimThenOk(String interim, int times) throws Exception {
        return RawUpstream.start((request, wire) -> wire.send(interim.repeat(times) + ok(request.target())));
    }

    private static UpstreamClient guarded() {
        return new UpstreamClient(Exchanges.oneConnection(), Exchanges.LOOPBACK_OPEN);
    }

    private static HttpClient stock(RawUpstream upstream) {
        return HttpClient.create(ConnectionProvider.create("stock", 1)).baseUrl("http://127.0.0.1:" + upstream.port());
    }
}
