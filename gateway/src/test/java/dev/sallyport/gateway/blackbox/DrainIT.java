// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The end of a replica, as Kubernetes brings it about: load balancers look elsewhere first, then comes SIGTERM. */
class DrainIT {

    private static final int CALLS = 200;

    @Test
    void everyCallThatWasTakenIsAnsweredWholeAndTheProcessEndsAtOnceThen() throws Exception {
        Duration answering = Duration.ofSeconds(5);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.pause(answering);
                    wire.send(RawUpstream.ok("late"));
                });
                Gateway gateway = Gateway.with().start()) {
            List<RawClient> callers = callers(CALLS, route(gateway, upstream));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> upstream.received().size() == CALLS);
            Instant signal = Instant.now();

            assertThat(gateway.stop()).isZero();

            assertThat(Duration.between(signal, Instant.now())).isLessThan(answering.plusSeconds(10));
            for (RawClient caller : callers) {
                RawResponse answer = caller.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("late");
                caller.close();
            }
        }
    }

    @Test
    void duringTheDrainNobodyNewIsLetIn() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.pause(Duration.ofSeconds(5));
                    wire.send(RawUpstream.ok("late"));
                });
                Gateway gateway = Gateway.with().start()) {
            Route route = route(gateway, upstream);
            RawClient caller = callers(1, route).getFirst();
            Awaitility.await().until(() -> !upstream.received().isEmpty());

            Thread stopping = Thread.ofVirtual().start(gateway::stop);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(4))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> route.get("/")).isInstanceOf(IOException.class));
            assertThat(caller.read().text()).isEqualTo("late");
            stopping.join();
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void whoTakesLongerThanTheTimeForItIsCutOffAndTheProcessEndsNevertheless() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                Gateway gateway = Gateway.with()
                        .env("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "2s")
                        .start()) {
            RawClient caller = callers(1, route(gateway, upstream)).getFirst();
            Awaitility.await().until(() -> !upstream.received().isEmpty());
            Instant signal = Instant.now();

            assertThat(gateway.stop()).isZero();

            assertThat(Duration.between(signal, Instant.now()))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
            assertThatThrownBy(caller::read).isInstanceOf(IOException.class);
        }
    }

    private static List<RawClient> callers(int number, Route route) throws IOException {
        List<RawClient> callers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            callers.add(route.open().timeout(Duration.ofSeconds(40)).send(route.head("GET", "/")));
        }
        return callers;
    }

    private static Route route(Gateway gateway, RawUpstream upstream) throws IOException {
        gateway.integrate("bb-header", "i", "{}", "");
        return gateway.connect("i", "c1", SharedGateway.API_KEY, "{\"port\":\"" + upstream.port() + "\"}");
    }
}
