// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Callers that leave at any moment, while anything may happen upstream. What they leave of buffers the leak detector of the
 * shared gateway finds. {@code -Dsallyport.it.seed=…} for other moments.
 */
@ExtendWith(SharedGateway.class)
class AbandonedCallsIT {

    private static final long SEED = Long.getLong("sallyport.it.seed", 20261124);
    private static final int CALLERS = 8;
    private static final int CALLS = 40;
    private static final int[] LENGTHS = {0, 1, 5_000, 65_536, 65_537};
    private static final String[] PROVIDERS = {"bb-none", "bb-hint-in-body", "bb-own"};

    private final SharedGateway.Running shared;

    AbandonedCallsIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void theyLeaveNothingBehind() throws Exception {
        System.out.println("seed " + SEED);
        int loggedBefore = shared.gateway().log().length();
        AtomicInteger requests = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> happen(requests.getAndIncrement(), wire))) {
            List<Route> routes = new ArrayList<>();
            for (String provider : PROVIDERS) {
                routes.add(shared.to(upstream, provider, NONE));
            }
            List<Future<?>> callers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS; i++) {
                    Random random = new Random(SEED + i);
                    callers.add(threads.submit(() -> callAndLeave(routes, random)));
                }
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            for (String gauge : List.of("calls_active", "overload_active", "quota_waiting", "replay_bytes")) {
                Awaitility.await("gauge " + gauge + " back to 0, seed " + SEED)
                        // Who ends its side only is noticed when the call next looks, at the latest when its waits are
                        // over.
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> shared.gateway().gauge("sallyport_" + gauge), value -> value == 0);
            }
            Awaitility.await("upstream connections closed or back in the pool, seed " + SEED)
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> upstream.openConnections() <= CALLERS);
        }
        assertThat(shared.gateway().log().substring(loggedBefore))
                .as("what a caller's leaving is worth in the log, seed " + SEED)
                .doesNotContain("LEAK:", "internal error", "onErrorDropped", "onUncaughtException");
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            assertThat(shared.to(upstream, "bb-none", NONE).get("/").text()).isEqualTo("done");
        }
    }

    /** Less than half of it is what opens a breaker. */
    private static void happen(int turn, RawUpstream.Wire wire) throws IOException, InterruptedException {
        switch (turn % 8) {
            case 0 -> wire.send(answer(503, "down"));
            case 1 -> wire.send(answer(200, "x".repeat(200_000)));
            case 2 -> wire.send(answer(429, "{\"error\":{}}", "Content-Type: application/json", "Retry-After: 0.3"));
            case 3 -> wire.reset();
            case 4 -> wire.stall();
            case 5 -> wire.drip(answer(404, "y".repeat(50)), Duration.ofMillis(2));
            case 6 ->
                wire.send("HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"error\"");
            default ->
                wire.send(
                        answer(200, "z", "X-RateLimit-Limit: 9", "X-RateLimit-Remaining: 1", "X-RateLimit-Reset: 200"));
        }
    }

    private static Void callAndLeave(List<Route> routes, Random random) throws IOException {
        for (int i = 0; i < CALLS; i++) {
            Route route = routes.get(random.nextInt(routes.size()));
            byte[] body = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
            boolean chunked = random.nextBoolean();
            String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length;
            int sent = random.nextInt(4) == 0 ? random.nextInt(body.length + 1) : body.length;
            try (RawClient client = route.open().timeout(Duration.ofMillis(1 + random.nextInt(80)))) {
                client.send(route.head("PUT", "/", "Retries: 3", "Retry-On: 404", framing));
                send(client, body, sent, chunked);
                client.isClosedByPeer();
                if (random.nextBoolean()) {
                    client.reset();
                }
            } catch (SocketException refusedWhileSending) {
                // An answer may come before the body is sent, and the connection be closed.
            }
        }
        return null;
    }

    private static void send(RawClient client, byte[] body, int length, boolean chunked) throws IOException {
        if (!chunked) {
            client.send(Arrays.copyOf(body, length));
        } else if (body.length > 0) {
            client.send(Integer.toHexString(body.length) + "\r\n").send(Arrays.copyOf(body, length));
        }
        if (chunked && length == body.length) {
            client.send((length > 0 ? "\r\n" : "") + "0\r\n\r\n");
        }
    }
}
