// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callers who stay for many calls, and those who leave in the middle of one. */
@ExtendWith(SharedGateway.class)
class CallersConnectionIT {

    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private final SharedGateway.Running shared;

    CallersConnectionIT(SharedGateway.Running shared) {
        this.shared = shared;
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
}
