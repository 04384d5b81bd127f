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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One provider that answers nobody, beside one that is well. */
class NeighbourIT {

    private static final int MOST_PER_HOST = 100;
    private static final int ROUNDS = 3;
    private static final int CALLS = 300;

    /** In the rounds beside it, all its places are taken and callers go on asking for more. */
    @Test
    void aProviderThatHangsDoesNotSlowDownTheCallsToAnother() throws Exception {
        try (RawUpstream hanging = RawUpstream.start((request, wire) -> wire.stall());
                RawUpstream well = RawUpstream.answering(RawUpstream.ok("done"));
                Gateway gateway = Gateway.with()
                        .env("SALLYPORT_OVERLOAD_MAX_CALLS_PER_HOST", "" + MOST_PER_HOST)
                        .env("SALLYPORT_UPSTREAM_MAX_CONNECTIONS_PER_HOST", "" + MOST_PER_HOST)
                        .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                        .start()) {
            gateway.integrate("bb-none", "i", "{}", "");
            Route toHanging = gateway.connect("i", "a", NONE, "{\"port\":\"" + hanging.port() + "\"}");
            Route toWell = gateway.connect("i", "b", NONE, "{\"port\":\"" + well.port() + "\"}");
            List<Duration> before = new ArrayList<>();
            List<Duration> beside = new ArrayList<>();
            Pace.p99(2 * CALLS, toWell, "/warm");
            for (int round = 0; round < ROUNDS; round++) {
                before.add(Pace.p99(CALLS, toWell, "/"));
                List<RawClient> inside = occupy(toHanging, hanging);
                try (Load more = new Load().every(Duration.ofMillis(10), toHanging, "/")) {
                    beside.add(Pace.p99(CALLS, toWell, "/"));
                    Awaitility.await("refusals").until(() -> more.statuses().containsKey(503));
                    assertThat(more.statuses()).containsOnlyKeys(503);
                }
                for (RawClient caller : inside) {
                    caller.close();
                }
                Awaitility.await("nobody hangs").until(() -> hanging.openConnections() == 0);
            }

            Pace.expectSame("beside a provider that hangs", before, beside);
            assertThat(gateway.log()).doesNotContain("internal_error");
        }
    }

    private static List<RawClient> occupy(Route route, RawUpstream hanging) throws IOException {
        int before = hanging.received().size();
        List<RawClient> inside = new ArrayList<>();
        for (int i = 0; i < MOST_PER_HOST; i++) {
            inside.add(route.open().send(route.head("GET", "/")));
        }
        Awaitility.await("all places taken").until(() -> hanging.received().size() == before + MOST_PER_HOST);
        return inside;
    }
}
