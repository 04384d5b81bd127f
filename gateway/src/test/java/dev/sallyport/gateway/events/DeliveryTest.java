// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.event.EventSignature;
import dev.sallyport.filters.event.MemoryOutbox;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.gateway.events.EventStats.End;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers see, on the wire. */
class DeliveryTest {

    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";

    @Test
    void aReceiverGetsABodyItCanVerify() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering(OK);
                Sender sender = Sender.with().to(receiver)) {
            sender.happened();
            sender.await(End.DELIVERED, 1);

            Received request = receiver.received().getFirst();
            assertThat(request.requestLine()).isEqualTo("POST /hook?token=hush HTTP/1.1");
            assertThat(request.bodyText()).contains("\"connectionId\":\"alice\"", "\"from\":\"nango\"");
            assertThat(request.headers("content-type")).containsExactly("application/json");
            assertThat(request.headers("content-length")).containsExactly("" + request.body().length);
            assertThat(request.headers("user-agent")).containsExactly("Sallyport/test");
            assertThat(request.headers("x-nango-hmac-sha256"))
                    .containsExactly(EventSignature.hmac(Sender.KEY, request.body()));
            assertThat(request.headers("x-nango-signature"))
                    .containsExactly(EventSignature.hash(Sender.KEY, request.body()));
            assertThat(request.headers("sallyport-event-id"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .matches("evt_[0-9a-f]{32}");
            assertThat(request.head()).doesNotContain("authorization", "the-api-key");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void aReceiverThatFailsIsToldAgainUntilItHasIt(int status) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> wire.send(
                        requests.incrementAndGet() < 4
                                ? "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nRetry-After: 0\r\n\r\n"
                                : OK));
                Sender sender = Sender.with().to(receiver)) {
            sender.happened();
            sender.await(End.DELIVERED, 1);

            assertThat(receiver.received()).hasSize(4);
            assertThat(sender.stats.repeated()).isEqualTo(3);
            assertThat(distinct(receiver, "sallyport-event-id")).hasSize(1);
            assertThat(receiver.received().stream().map(Received::bodyText).distinct())
                    .hasSize(1);
        }
    }

    /** The second body never comes, and neither request is taken for the other. */
    @Test
    void aSlowReceiverIsAskedAgainAndAnswersInTime() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> {
                    switch (requests.incrementAndGet()) {
                        case 1 -> wire.stall();
                        case 2 -> {
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                            wire.stall();
                        }
                        default -> wire.send(OK);
                    }
                });
                Sender sender = Sender.with().to(receiver)) {
            sender.happened();
            sender.await(End.DELIVERED, 1);

            assertThat(receiver.received()).hasSize(3);
        }
    }

    @Test
    void aReceiverThatIsAwayIsToldWhenItIsBack() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> {
                    if (requests.incrementAndGet() < 8) {
                        wire.reset();
                    } else {
                        wire.send(OK);
                    }
                });
                Sender sender = Sender.with().to(receiver)) {
            sender.happened();
            sender.await(End.DELIVERED, 1);

            assertThat(receiver.received()).hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 404, 410})
    void aRefusalAndARedirectAreFinal(int status) throws Exception {
        try (RawUpstream elsewhere = RawUpstream.answering(OK);
                RawUpstream receiver = RawUpstream.answering("HTTP/1.1 " + status
                        + " No\r\nContent-Length: 0\r\nLocation: " + Sender.url(elsewhere) + "\r\n\r\n");
                Sender sender = Sender.with().to(receiver)) {
            sender.happened();
            sender.await(End.FAILED, 1);

            assertThat(receiver.received()).hasSize(1);
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    @Test
    void whatNobodyTakesIsGivenUpInTheEnd() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                Sender sender =
                        Sender.with().givingUpAfter(Duration.ofMillis(800)).to(receiver)) {
            sender.happened();
            sender.await(End.FAILED, 1);

            int tried = receiver.received().size();
            assertThat(tried).isGreaterThan(1);
            assertThat(sender.stats.ended(End.DELIVERED)).isZero();
        }
    }

    @Test
    void anAddressThatIsNotAllowedIsSkippedAndCounted() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering(OK);
                Sender sender = Sender.with().closed().to(receiver)) {
            sender.happened();
            sender.happened("http://169.254.169.254/latest");
            sender.happened("http://[::1]:" + receiver.port() + "/");
            sender.happened("http://u:p@127.0.0.1/");
            sender.await(End.FORBIDDEN, 4);

            assertThat(receiver.connections()).isZero();
            assertThat(sender.stats.repeated()).isZero();
        }
    }

    @Test
    void withoutTlsNobodyIsToldUnlessAllowed() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering(OK);
                Sender sender = Sender.with().httpsOnly().to(receiver)) {
            sender.happened();
            sender.await(End.FORBIDDEN, 1);

            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void aReceiverThatHangsHoldsUpNobodyElse() throws Exception {
        try (RawUpstream hanging = RawUpstream.start((request, wire) -> wire.stall());
                RawUpstream receiver = RawUpstream.answering(OK);
                Sender sender = Sender.with().to(receiver)) {
            for (int i = 0; i < 60; i++) {
                sender.happened(Sender.url(hanging));
            }
            for (int i = 0; i < 10; i++) {
                sender.happened();
            }
            sender.await(End.DELIVERED, 10);

            assertThat(hanging.openConnections()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void whoeverTellsOfAnEventNeverWaits() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> {
                    free.await();
                    wire.send(OK);
                });
                Sender sender = Sender.with().to(receiver)) {
            for (int i = 0; i < 20; i++) {
                sender.happened();
            }
            free.countDown();
            sender.await(End.DELIVERED, 20);
        }
    }

    @Test
    void manyEventsAllArriveAndOnceEach() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering(OK);
                Sender sender = Sender.with().holding(1000).to(receiver, new MemoryOutbox(1000, System::nanoTime))) {
            for (int i = 0; i < 300; i++) {
                sender.happened();
            }
            sender.await(End.DELIVERED, 300);

            assertThat(distinct(receiver, "sallyport-event-id")).hasSize(300);
            assertThat(receiver.received()).hasSize(300);
        }
    }

    @Test
    void whatIsBeingSentWhenItStopsIsDone() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> {
            arrived.countDown();
            wire.pause(Duration.ofMillis(200));
            wire.send(OK);
        })) {
            Sender sender = Sender.with().to(receiver);
            sender.happened();
            arrived.await();

            sender.close();

            assertThat(sender.stats.ended(End.DELIVERED)).isEqualTo(1);
            Awaitility.await().until(() -> receiver.openConnections() == 0);
        }
    }

    private static List<String> distinct(RawUpstream receiver, String header) throws IOException {
        return receiver.received().stream()
                .flatMap(request -> request.headers(header).stream())
                .distinct()
                .collect(Collectors.toList());
    }
}
