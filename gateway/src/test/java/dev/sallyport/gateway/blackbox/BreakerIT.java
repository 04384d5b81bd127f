// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that keeps failing is left alone, and nobody else. The breaker's times are short here. */
class BreakerIT {

    private static final int ENOUGH = 20;
    private static final int PROBES = 3;
    private static final Duration OPEN = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(10);

    private static Gateway gateway;
    private static int connections;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.with()
                .env("SALLYPORT_BREAKER_OPEN_TIME", "1s")
                .env("SALLYPORT_BREAKER_MAX_OPEN_TIME", "2s")
                .env("SALLYPORT_BREAKER_PROBE_INTERVAL", "500ms")
                .env("SALLYPORT_UPSTREAM_HEAD_TIMEOUT", "700ms")
                .env("SALLYPORT_QUOTA_MODE", "off") // what 429 does besides is not what these tests are about
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start();
        gateway.integrate("bb-none", "i", "{}", "");
    }

    @AfterAll
    static void stop() {
        assertThat(gateway.log()).doesNotContain("internal_error");
        gateway.close();
    }

    @Test
    void aHostThatKeepsFailingIsLeftAloneAndTriedAgain() throws IOException {
        Host host = new Host(answer(500, "broken"));
        try (RawUpstream upstream = RawUpstream.start(host);
                RawUpstream healthy = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = to(upstream.port());
            Route other = to(healthy.port());
            for (int i = 0; i < ENOUGH; i++) {
                assertThat(route.get("/").status()).as("failing call " + i).isEqualTo(500);
            }
            long opened = host.lastAnswer;
            expectOpen(route.get("/"));
            assertThat(host.requests()).as("requests while open").isEqualTo(ENOUGH);
            assertThat(other.get("/").status()).as("another host").isEqualTo(200);

            callUntilUpstreamHasSeen(ENOUGH + 1, route, host);
            assertThat(Duration.ofNanos(host.arrivals.all().get(ENOUGH).nanos() - opened))
                    .as("from opening to the first probe")
                    .isGreaterThanOrEqualTo(OPEN);
            long reopened = System.nanoTime();
            while (System.nanoTime() - reopened < OPEN.toNanos()) {
                route.get("/");
            }
            assertThat(host.requests())
                    .as("requests, with the probes of one opening")
                    .isLessThanOrEqualTo(ENOUGH + PROBES);

            host.answer = RawUpstream.ok("well again");
            Awaitility.await("recovery").atMost(LATE).until(() -> route.get("/").status() == 200);
            Awaitility.await("closed again").atMost(LATE).until(() -> allWell(route));
            assertThat(other.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void fewerThanTwentyFailuresSayNothing() throws IOException {
        try (RawUpstream upstream = RawUpstream.start(new Host(answer(503, "down")))) {
            Route route = to(upstream.port());
            for (int i = 0; i < ENOUGH - 1; i++) {
                route.get("/");
            }
            assertThat(route.get("/").headers("sallyport-source")).containsExactly("upstream");
        }
    }

    @Test
    void aProbeThatHangsIsNotJoinedByMany() throws Exception {
        Host host = new Host(answer(503, "down"));
        try (RawUpstream upstream = RawUpstream.start(host)) {
            Route route = to(upstream.port());
            for (int i = 0; i < ENOUGH; i++) {
                route.get("/");
            }
            host.answer = "";
            int before = host.requests();
            List<RawClient> callers = new ArrayList<>();
            for (int i = 0; i < 200 && host.requests() == before; i++) {
                callers.add(route.open().send(route.head("GET", "/")));
                callers.getLast().timeout(Duration.ofMillis(50)).isClosedByPeer();
            }
            assertThat(host.requests()).as("a probe came").isGreaterThan(before);
            for (int i = 0; i < 30; i++) {
                callers.add(route.open().send(route.head("GET", "/")));
            }
            for (RawClient caller : callers.subList(callers.size() - 30, callers.size())) {
                assertThat(caller.timeout(Duration.ofSeconds(10)).read().status())
                        .isIn(503, 504);
            }
            assertThat(host.requests() - before).as("probes at a time").isBetween(1, PROBES);
            for (RawClient caller : callers) {
                caller.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 408, 429})
    void whatIsTheCallersFaultOpensNothing(int status) throws IOException {
        try (RawUpstream upstream = RawUpstream.start(new Host(answer(status, "no")))) {
            Route route = to(upstream.port());
            for (int i = 0; i < 2 * ENOUGH; i++) {
                RawResponse answer = route.get("/");
                assertThat(answer.status()).as("call " + i).isEqualTo(status);
                assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            }
        }
    }

    @Test
    void callersThatLeaveOpenNothing() throws IOException {
        Host host = new Host("");
        try (RawUpstream upstream = RawUpstream.start(host)) {
            Route route = to(upstream.port());
            for (int i = 1; i <= 2 * ENOUGH; i++) {
                int seen = i;
                try (RawClient client = route.open()) {
                    client.send(route.head("GET", "/"));
                    Awaitility.await("request " + i)
                            .pollInterval(Duration.ofMillis(2))
                            .until(() -> host.requests() >= seen);
                }
            }
            Awaitility.await("attempts given up").atMost(LATE).until(() -> upstream.openConnections() == 0);
            host.answer = RawUpstream.ok("done");
            assertThat(route.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aDeadlineOfMillisecondsOpensNothing() throws IOException {
        Host host = new Host("");
        try (RawUpstream upstream = RawUpstream.start(host)) {
            Route route = to(upstream.port());
            for (int i = 0; i < 2 * ENOUGH; i++) {
                assertThat(route.get("/", "Sallyport-Timeout: 20").status()).isEqualTo(504);
            }
            host.answer = RawUpstream.ok("done");
            assertThat(route.get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"timeouts, 504", "refusals, 502"})
    void anUpstreamThatDoesNotAnswerIsLeftAlone(String kind, int status) throws IOException {
        try (RawUpstream upstream = RawUpstream.start(new Host(""))) {
            Route route = to(kind.equals("timeouts") ? upstream.port() : Gateway.freePort());
            List<RawClient> callers = new ArrayList<>();
            for (int i = 0; i < ENOUGH; i++) {
                callers.add(route.open().send(route.head("GET", "/")));
            }
            for (RawClient caller : callers) {
                assertThat(caller.read().status()).isEqualTo(status);
                caller.close();
            }
            expectOpen(route.get("/"));
        }
    }

    private static boolean allWell(Route route) throws IOException {
        for (int i = 0; i < 10; i++) {
            if (route.get("/").status() != 200) {
                return false;
            }
        }
        return true;
    }

    private static void callUntilUpstreamHasSeen(int requests, Route route, Host host) {
        Awaitility.await("request " + requests)
                .atMost(LATE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    route.get("/");
                    return host.requests() >= requests;
                });
    }

    private static void expectOpen(RawResponse answer) {
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(503);
        assertThat(answer.text()).contains("\"code\":\"circuit_open\"");
        assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
        assertThat(Long.parseLong(answer.header("retry-after").orElse("-1")))
                .as("Retry-After")
                .isBetween(1L, 3L);
    }

    private static Route to(int port) throws IOException {
        return gateway.connect("i", "c" + connections++, NONE, "{\"port\":\"" + port + "\"}");
    }

    /** Answers as it is told at the time, or hangs if it is told nothing. */
    private static final class Host implements RawUpstream.Script {

        private final Arrivals arrivals = new Arrivals();
        private volatile String answer;
        private volatile long lastAnswer;

        Host(String answer) {
            this.answer = answer;
        }

        int requests() {
            return arrivals.size();
        }

        @Override
        public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
            arrivals.mark("");
            if (answer.isEmpty()) {
                wire.stall();
            } else {
                lastAnswer = System.nanoTime();
                wire.send(answer);
            }
        }
    }
}
