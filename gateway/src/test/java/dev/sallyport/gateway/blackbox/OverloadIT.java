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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More calls than there is room for. */
class OverloadIT {

    private static final int MOST = 12;
    private static final int MOST_PER_HOST = 5;

    /** A refusal takes milliseconds; this leaves room for a busy machine. */
    private static final Duration FAST = Duration.ofMillis(100);

    private static Gateway gateway;
    private static int connections;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.with()
                .env("SALLYPORT_OVERLOAD_MAX_CALLS", "" + MOST)
                .env("SALLYPORT_OVERLOAD_MAX_CALLS_PER_HOST", "" + MOST_PER_HOST)
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start();
        gateway.integrate("bb-none", "i", "{}", "");
    }

    @AfterAll
    static void stop() {
        assertThat(gateway.log()).doesNotContain("internal_error");
        gateway.close();
    }

    /** Those that wait for a head count as well as those whose body is still coming. */
    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/streaming"})
    void aHostAtItsBoundRefusesMoreAndDisturbsNoOther(String path) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (RawUpstream busy = hanging(release);
                RawUpstream other = hanging(release)) {
            Route route = to(busy);
            Route elsewhere = to(other);
            List<RawClient> callers = occupy(MOST_PER_HOST, route, path, busy);

            expectRefusedFast(route);
            assertThat(elsewhere.get("/quick").status()).as("another host").isEqualTo(200);
            assertThat(busy.received()).as("requests upstream").hasSize(MOST_PER_HOST);

            release.countDown();
            for (RawClient caller : callers) {
                assertThat(caller.read().text()).isEqualTo("beginning and end");
                caller.close();
            }
            awaitRoom(route);
        }
    }

    @Test
    void callersThatLeaveMakeRoom() throws Exception {
        try (RawUpstream busy = hanging(new CountDownLatch(1))) {
            Route route = to(busy);
            for (RawClient caller : occupy(MOST_PER_HOST, route, "/streaming", busy)) {
                caller.readHead();
                caller.reset();
            }
            awaitRoom(route);
        }
    }

    @Test
    void callsThatWaitForTheirRetryCount() throws Exception {
        try (RawUpstream busy = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/quick")
                        ? RawUpstream.ok("done")
                        : InTurn.answer(503, "down", "Retry-After: 3")))) {
            List<RawClient> callers = new ArrayList<>();
            for (int i = 0; i < MOST_PER_HOST; i++) {
                Route each = to(busy);
                callers.add(each.open().send(each.head("GET", "/down", "Retries: 1")));
            }
            Awaitility.await("all wait").until(() -> busy.received().size() == MOST_PER_HOST);
            Route route = to(busy);

            expectRefusedFast(route);
            for (RawClient caller : callers) {
                caller.close();
            }
            awaitRoom(route);
        }
    }

    @Test
    void aFullReplicaRefusesWhateverTheHost() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<RawUpstream> busy = new ArrayList<>();
        List<RawClient> callers = new ArrayList<>();
        try (RawUpstream idle = hanging(release)) {
            for (int i = 0; i < 3; i++) {
                busy.add(hanging(release));
                callers.addAll(occupy(MOST / 3, to(busy.getLast()), "/streaming", busy.getLast()));
            }
            Route route = to(idle);

            expectRefusedFast(route);
            assertThat(idle.received()).as("requests to the idle host").isEmpty();
            assertThat(gateway.isReady()).as("ready").isTrue();
            assertThat(gateway.control("GET", "/integrations", "").status())
                    .as("control plane")
                    .isEqualTo(200);

            release.countDown();
            for (RawClient caller : callers) {
                assertThat(caller.read().text()).isEqualTo("beginning and end");
            }
            awaitRoom(route);
        } finally {
            for (RawClient caller : callers) {
                caller.close();
            }
            for (RawUpstream upstream : busy) {
                upstream.close();
            }
        }
    }

    private static void expectRefusedFast(Route route) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long from = System.nanoTime();
            RawResponse answer = route.get("/quick");
            best = Math.min(best, System.nanoTime() - from);

            assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(503);
            assertThat(answer.text()).contains("\"code\":\"overloaded\"");
            assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
            assertThat(Long.parseLong(answer.header("retry-after").orElse("-1")))
                    .as("Retry-After")
                    .isPositive();
        }
        assertThat(Duration.ofNanos(best)).as("fastest of 10 refusals").isLessThan(FAST);
    }

    /** Calls that are all inside, their requests at the upstream. */
    private static List<RawClient> occupy(int calls, Route route, String path, RawUpstream upstream)
            throws IOException {
        List<RawClient> callers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            callers.add(route.open().send(route.head("GET", path)));
        }
        Awaitility.await(calls + " requests upstream")
                .until(() -> upstream.received().size() == calls);
        return callers;
    }

    private static void awaitRoom(Route route) {
        Awaitility.await("room again")
                .atMost(Duration.ofSeconds(5))
                .until(() -> route.get("/quick").status() == 200);
    }

    private static Route to(RawUpstream upstream) throws IOException {
        return gateway.connect("i", "c" + connections++, NONE, "{\"port\":\"" + upstream.port() + "\"}");
    }

    private static RawUpstream hanging(CountDownLatch release) throws IOException {
        return RawUpstream.start((request, wire) -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n";
            switch (request.target()) {
                case "/silent" -> {
                    release.await(20, TimeUnit.SECONDS);
                    wire.send(head + "beginning and end");
                }
                case "/streaming" -> {
                    wire.send(head + "beginning");
                    release.await(20, TimeUnit.SECONDS);
                    wire.send(" and end");
                }
                default -> wire.send(RawUpstream.ok("done"));
            }
        });
    }
}
