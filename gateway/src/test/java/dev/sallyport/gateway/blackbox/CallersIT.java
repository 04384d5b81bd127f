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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers that have connected and want nothing, or take for ever to say what. The profile "load" has many more of them. */
class CallersIT {

    private static final int IDLE = Integer.getInteger("sallyport.it.idle-callers", 1_000);
    private static final int SLOW = Integer.getInteger("sallyport.it.slow-callers", 300);
    private static final int ROOM = 50;
    private static final int CALLS = 300;
    private static final int ROUNDS = 3;
    private static final long KIB = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Gateway gateway;
    private static RawUpstream upstream;
    private static Route route;

    private final List<RawClient> callers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        upstream = RawUpstream.answering(RawUpstream.ok("done"));
        gateway = Gateway.with()
                .jvm("-Xmx256m", "-XX:MaxDirectMemorySize=64m")
                .env("SALLYPORT_DOOR_MAX_CONNECTIONS", "" + (IDLE + ROOM))
                .env("SALLYPORT_DOOR_HEAD_TIMEOUT", "4s")
                .env("SALLYPORT_DOOR_IDLE_TIMEOUT", "10m")
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start();
        gateway.integrate("bb-none", "i", "{}", "");
        route = gateway.connect("i", "c", NONE, "{\"port\":\"" + upstream.port() + "\"}");
        Pace.p99(2 * CALLS, route, "/warm");
    }

    @AfterEach
    void leave() throws IOException {
        for (RawClient caller : callers) {
            caller.close();
        }
        Awaitility.await("room again").atMost(PATIENCE).until(() -> answers(ROOM));
    }

    @AfterAll
    static void stop() throws IOException {
        assertThat(gateway.log()).doesNotContain("internal_error").doesNotContain("OutOfMemory");
        gateway.close();
        upstream.close();
    }

    @Test
    void anIdleCallerCostsLittleAndThoseBeyondTheBoundAreToldSo() throws Exception {
        Duration usual = Pace.p99(CALLS, route, "/");
        long heap = Footprint.liveHeap(gateway);
        long resident = Footprint.residentBytes(gateway);
        for (int i = 0; i < IDLE; i++) {
            callers.add(route.open());
            assertThat(callers.getLast().send(route.head("GET", "/")).read().status())
                    .as("caller " + i)
                    .isEqualTo(200);
        }
        long heapEach = (Footprint.liveHeap(gateway) - heap) / IDLE;
        long residentEach = (Footprint.residentBytes(gateway) - resident) / IDLE;
        System.out.printf("%d idle callers: %d bytes of heap each, %d resident%n", IDLE, heapEach, residentEach);

        assertThat(heapEach).as("bytes of heap for each idle caller").isLessThan(24 * KIB);
        assertThat(residentEach).as("resident bytes for each idle caller").isLessThan(128 * KIB);
        Pace.expectSame("beside idle callers", List.of(usual), List.of(Pace.p99(CALLS, route, "/")));
        expectSomeRefused();
        assertThat(callers.getFirst().send(route.head("GET", "/")).read().status())
                .as("who was there before")
                .isEqualTo(200);
    }

    /** Which of them, is not known: they are counted by several threads. */
    private void expectSomeRefused() throws IOException {
        List<RawClient> more = new ArrayList<>();
        for (int i = 0; i < 2 * ROOM; i++) {
            more.add(route.open());
        }
        callers.addAll(more);
        Awaitility.await("refusals").until(() -> refused(more).size() >= ROOM);
        for (RawClient caller : refused(more)) {
            RawResponse refused = caller.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"code\":\"overloaded\"");
        }
    }

    private static List<RawClient> refused(List<RawClient> silent) throws IOException {
        List<RawClient> refused = new ArrayList<>();
        for (RawClient caller : silent) {
            if (caller.stream().available() > 0) {
                refused.add(caller);
            }
        }
        return refused;
    }

    /** Each sends a byte now and then, and is cut off when the time for a head is over, however steady it is. */
    @Test
    void headsThatDripEndAtTheirDeadlineAndSlowNobodyDown() throws Exception {
        List<Duration> before = new ArrayList<>();
        List<Duration> beside = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            before.add(Pace.p99(CALLS, route, "/"));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> endings = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                endings.add(threads.submit(CallersIT::drip));
            }
            while (beside.size() < ROUNDS && endings.stream().noneMatch(Future::isDone)) {
                beside.add(Pace.p99(CALLS, route, "/"));
            }
            for (Future<Integer> ending : endings) {
                assertThat(ending.get()).as("answer to a head that drips").isEqualTo(408);
            }
        }
        Pace.expectSame("beside heads that drip", before, beside);
    }

    private static int drip() throws IOException {
        try (RawClient client = route.open().timeout(PATIENCE)) {
            client.send("GET /proxy/ HTTP/1.1\r\nX: ");
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        client.send("x");
                        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                    }
                } catch (IOException closed) {
                    // As it should be.
                }
            });
            try {
                return client.read().status();
            } finally {
                dripping.interrupt();
            }
        }
    }

    private static boolean answers(int calls) {
        List<RawClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < calls; i++) {
                open.add(route.open());
                if (open.getLast().send(route.head("GET", "/")).read().status() != 200) {
                    return false;
                }
            }
            for (RawClient client : open) {
                client.close();
            }
            return true;
        } catch (IOException full) {
            return false;
        }
    }
}
