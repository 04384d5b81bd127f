// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Slow peers, with deadlines short enough to wait for. */
@ExtendWith(LeakDetection.class)
class DeadlineTest {

    @Test
    void aHeadThatNeverEndsIsTimedOut() throws IOException {
        try (GuardedServer server = GuardedServer.recording("head-timeout=200ms");
                RawClient client = server.connect()) {
            RawResponse response = client.send("GET / HTTP/1.1\r\nHost: h\r\n").read();

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).contains("\"code\":\"request_timeout\"");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void aDrippingHeadIsTimedOutHoweverSteadyItComes() throws IOException {
        try (GuardedServer server = GuardedServer.recording("head-timeout=300ms");
                RawClient client = server.connect()) {
            Thread.startVirtualThread(() -> drip(client, "GET / HTTP/1.1\r\nHost: h\r\nA: ", "b"));

            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void manyDrippingHeadsAreAllCutOffWhileOthersAreServed() throws IOException {
        List<RawClient> dripping = new ArrayList<>();
        try (GuardedServer server = GuardedServer.recording("head-timeout=1s");
                RawClient healthy = server.connect()) {
            for (int i = 0; i < 300; i++) {
                dripping.add(server.connect().send("GET / HTTP/1.1\r\nHost"));
            }
            assertThat(healthy.sendHead("GET /a HTTP/1.1", "Host: h").read().status())
                    .isEqualTo(200);
            for (RawClient client : dripping) {
                assertThat(client.read().status()).isEqualTo(408);
            }
            assertThat(healthy.sendHead("GET /b HTTP/1.1", "Host: h").read().status())
                    .isEqualTo(200);
        } finally {
            for (RawClient client : dripping) {
                client.close();
            }
        }
    }

    @Test
    void theSecondHeadOfAConnectionHasADeadlineToo() throws IOException {
        try (GuardedServer server = GuardedServer.recording("head-timeout=200ms");
                RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws IOException {
        try (GuardedServer server = GuardedServer.recording("idle-timeout=200ms");
                RawClient fresh = server.connect();
                RawClient used = server.connect()) {
            used.sendHead("GET / HTTP/1.1", "Host: h").read();

            assertThat(fresh.readRest()).isEmpty();
            assertThat(used.readRest()).isEmpty();
        }
    }

    @Test
    void aBodyThatStallsIsTimedOutAndItsCallCancelled() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> request.receive().then().doFinally(signal -> ended.countDown()),
                        "body-window=200ms");
                RawClient client = server.connect()) {
            RawResponse response = client.sendHead("POST / HTTP/1.1", "Host: h", "Content-Length: 5")
                    .send("1")
                    .read();

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).contains("\"code\":\"request_timeout\"");
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void aDrippingBodyIsTimedOut() throws IOException {
        try (GuardedServer server = GuardedServer.recording("body-window=300ms");
                RawClient client = server.connect()) {
            client.sendHead("POST / HTTP/1.1", "Host: h", "Content-Length: 1000000");
            Thread.startVirtualThread(() -> drip(client, "", "1"));

            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void aStalledBodyCutsAnAnswerThatHasBegun() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.send(request.receive().retain()), "body-window=200ms");
                RawClient client = server.connect()) {
            client.sendHead("POST / HTTP/1.1", "Host: h", "Content-Length: 1000000")
                    .send("1".repeat(64));

            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.readRest()).doesNotEndWith("0\r\n\r\n").doesNotContain("408");
        }
    }

    @Test
    void aBodyNobodyReadsYetIsNotTheCallersFault() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> Mono.delay(Duration.ofMillis(900))
                                .then(response.sendString(
                                                request.receive().aggregate().asString())
                                        .then()),
                        "body-window=100ms");
                RawClient client = server.connect()) {
            client.sendHead("POST / HTTP/1.1", "Host: h", "Content-Length: 5").send("12345");

            assertThat(client.read().text()).isEqualTo("12345");
        }
    }

    @Test
    void aSlowHandlerIsNotTheCallersFault() throws IOException {
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> Mono.delay(Duration.ofMillis(900))
                                .then(response.sendString(Mono.just("late")).then()),
                        "body-window=100ms",
                        "idle-timeout=100ms",
                        "head-timeout=100ms",
                        "write-timeout=100ms");
                RawClient client = server.connect()) {
            assertThat(client.sendHead("GET / HTTP/1.1", "Host: h").read().text())
                    .isEqualTo("late");
        }
    }

    @Test
    void aCallerThatStopsReadingIsCutOff() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.send(Flux.range(0, Integer.MAX_VALUE)
                                .map(i -> Unpooled.wrappedBuffer(new byte[64 * 1024]))
                                .doOnCancel(cancelled::countDown)),
                        "write-timeout=300ms");
                RawClient client = server.connect()) {
            client.sendHead("GET / HTTP/1.1", "Host: h");

            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSlowReaderIsServedAsLongAsItReads() throws Exception {
        int size = 24 * 1024 * 1024;
        try (GuardedServer server = GuardedServer.handling(
                        (request, response) -> response.header("content-length", Integer.toString(size))
                                .send(Flux.range(0, size / 65_536).map(i -> Unpooled.wrappedBuffer(new byte[65_536]))),
                        "write-timeout=400ms");
                RawClient client = server.connect()) {
            client.sendHead("GET / HTTP/1.1", "Host: h").readHead();
            long read = 0;
            byte[] some = new byte[512 * 1024];
            while (read < size) {
                TimeUnit.MILLISECONDS.sleep(25);
                int n = client.stream().readNBytes(some, 0, some.length);
                assertThat(n).isPositive();
                read += n;
            }
        }
    }

    private static void drip(RawClient client, String start, String drop) {
        try {
            client.send(start);
            while (true) {
                client.send(drop);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException | InterruptedException closed) {
            // The server has had enough, which is what the test is about.
        }
    }
}
