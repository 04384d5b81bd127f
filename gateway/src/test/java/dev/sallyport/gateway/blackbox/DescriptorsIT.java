// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A process that is given no more file descriptors. */
class DescriptorsIT {

    private static final int OPEN_FILES = 300;
    private static final int INSIDE = 5;
    private static final Duration WHILE = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String SAID = "connections are not accepted for now";

    @Test
    void whoIsInsideIsAnsweredAndAllIsWellOnceThereAreSomeAgain() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    if (request.target().equals("/slow")) {
                        release.await(30, TimeUnit.SECONDS);
                    }
                    wire.send(RawUpstream.ok(request.target()));
                });
                Gateway gateway = Gateway.with()
                        .openFiles(OPEN_FILES)
                        .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                        .start()) {
            gateway.integrate("bb-none", "i", "{}", "");
            Route route = gateway.connect("i", "c", NONE, "{\"port\":\"" + upstream.port() + "\"}");
            List<RawClient> inside = new ArrayList<>();
            for (int i = 0; i < INSIDE; i++) {
                inside.add(route.open());
                expectAnswer(inside.getLast(), route, "/first");
            }
            long saidBefore = gateway.log().lines().count();
            List<RawClient> crowd = crowd(gateway, route);
            RawClient late = route.open().send(route.head("GET", "/late"));

            expectRest(gateway);
            for (RawClient caller : inside) {
                expectAnswer(caller, route, "/again");
            }
            expectOneAnsweredAndTheOthersRefused(inside, route, release);

            for (RawClient caller : crowd) {
                caller.close();
            }
            assertThat(late.timeout(SOON).read().text())
                    .as("who waited in front")
                    .isEqualTo("/late");
            Awaitility.await("answers again")
                    .atMost(SOON)
                    .ignoreException(IOException.class)
                    .until(() -> route.get("/new").status() == 200);
            Awaitility.await("end of it").atMost(SOON).until(() -> {
                route.get("/new");
                return gateway.log().contains("connections are accepted again");
            });
            assertThat(gateway.log().split(SAID, -1))
                    .as("times it is said, and one")
                    .hasSize(2);
            assertThat(gateway.log().lines().count() - saidBefore).as("lines").isLessThan(10);
            assertThat(gateway.log()).doesNotContain("internal_error");
            assertThat(gateway.isReady()).isTrue();
        }
    }

    /** Callers that take all the descriptors and say nothing. */
    private static List<RawClient> crowd(Gateway gateway, Route route) throws IOException {
        List<RawClient> crowd = new ArrayList<>();
        for (int i = 0; i < OPEN_FILES; i++) {
            crowd.add(route.open());
        }
        Awaitility.await("all taken").atMost(SOON).until(() -> allTaken(gateway));
        Awaitility.await("which is said").atMost(SOON).until(() -> gateway.log().contains(SAID));
        return crowd;
    }

    private static boolean allTaken(Gateway gateway) throws IOException {
        return Footprint.openFiles(gateway) >= OPEN_FILES - 1;
    }

    private static void expectRest(Gateway gateway) {
        Duration before = Footprint.cpuTime(gateway);
        Awaitility.await("still all taken")
                .during(WHILE)
                .atMost(WHILE.multipliedBy(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> allTaken(gateway));
        assertThat(Footprint.cpuTime(gateway).minus(before))
                .as("CPU time within " + WHILE)
                .isLessThan(WHILE.dividedBy(3));
    }

    /** There is one connection to the upstream; nobody gets another. */
    private static void expectOneAnsweredAndTheOthersRefused(
            List<RawClient> callers, Route route, CountDownLatch release) throws IOException {
        for (RawClient caller : callers) {
            caller.send(route.head("GET", "/slow"));
        }
        List<RawResponse> refused = new ArrayList<>();
        for (RawClient caller : callers.subList(1, callers.size())) {
            refused.add(caller.read());
        }
        release.countDown();
        assertThat(callers.getFirst().read().text()).isEqualTo("/slow");
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.text()).contains("\"code\":\"overloaded\"");
            assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
            assertThat(answer.headers("retry-after")).containsExactly("1");
        });
    }

    private static void expectAnswer(RawClient caller, Route route, String path) throws IOException {
        RawResponse answer = caller.send(route.head("GET", path)).read();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(path);
    }
}
