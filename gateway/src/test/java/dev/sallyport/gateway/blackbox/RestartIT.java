// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that come and go, and the Redis behind them. */
class RestartIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    @Test
    void whatTheEmbeddedRedisHoldsSurvivesAKill(@TempDir Path data) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            try (Gateway first = embedded(data).start()) {
                connect(first, upstream, "c1");
                first.kill();
            }
            try (Gateway second = embedded(data).start()) {
                RawResponse answer = route(second, "c1").get("/");

                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(upstream.received().getFirst().headers("x-api-key")).containsExactly("the-key");
                assertThat(second.stop()).isZero();
            }
        }
    }

    @Test
    void aChangeThroughOneReplicaIsSeenByTheOtherWithinASecond() throws Exception {
        try (TestServer redis = TestServer.start();
                RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"));
                Gateway one = on(redis).start();
                Gateway two = on(redis).start()) {
            connect(one, upstream, "c1");
            Route through = route(two, "c1");
            assertThat(through.get("/").status()).isEqualTo(200);
            assertThat(upstream.received().getLast().headers("x-api-key")).containsExactly("the-key");

            one.connect("i", "c1", API_KEY.replace("the-key", "new-key"), config(upstream));
            Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> {
                through.get("/");
                return upstream.received().getLast().headers("x-api-key").contains("new-key");
            });
            one.control("DELETE", "/connections/c1?provider_config_key=i", "");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> through.get("/").status() == 404);
        }
    }

    @Test
    void withoutRedisWarmCallsGoOnAndColdOnesAreToldToComeBack() throws Exception {
        try (TestServer redis = TestServer.start("--appendonly", "yes");
                RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"));
                Gateway other = on(redis).start();
                Gateway gateway = on(redis).start()) {
            connect(gateway, upstream, "warm");
            // What a replica has written itself is warm.
            connect(other, upstream, "cold");
            Route warm = route(gateway, "warm");
            assertThat(warm.get("/").status()).isEqualTo(200);

            redis.kill();

            assertThat(warm.get("/").status()).isEqualTo(200);
            RawResponse cold = route(gateway, "cold").get("/");
            assertThat(cold.status()).isEqualTo(503);
            assertThat(cold.text()).contains("\"code\":\"store_unavailable\"");
            assertThat(cold.header("retry-after")).isPresent();
            assertThat(warm.get("/").status()).isEqualTo(200);

            redis.restart();
            Awaitility.await()
                    .atMost(RECOVERY)
                    .until(() -> route(gateway, "cold").get("/").status() == 200);
        }
    }

    @Test
    void aGatewayStartsWithoutRedisAndServesOnceItIsThere() throws Exception {
        try (TestServer redis = TestServer.start();
                RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            redis.kill();
            try (Gateway gateway = on(redis).launch()) {
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answers(gateway) == 503);
                redis.restart();
                gateway.awaitReady();
                Awaitility.await().atMost(RECOVERY).until(() -> answers(gateway) == 404);
                // Writes have a link of their own, which may be back a moment later.
                Awaitility.await().atMost(RECOVERY).untilAsserted(() -> connect(gateway, upstream, "c1"));
                assertThat(route(gateway, "c1").get("/").status()).isEqualTo(200);
                assertThat(gateway.stop()).isZero();
            }
        }
    }

    @Test
    void sigtermLetsACallInFlightFinish() throws Exception {
        try (TestServer redis = TestServer.start();
                RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    wire.pause(Duration.ofSeconds(2));
                    wire.send(RawUpstream.ok("late"));
                });
                Gateway gateway = on(redis).start()) {
            connect(gateway, upstream, "c1");
            Route route = route(gateway, "c1");
            var client = route.open().send(route.head("GET", "/"));
            Awaitility.await().until(() -> !upstream.received().isEmpty());

            assertThat(gateway.stop()).isZero();
            assertThat(client.read().text()).isEqualTo("late");
        }
    }

    private static int answers(Gateway gateway) {
        try {
            return route(gateway, "none").get("/").status();
        } catch (IOException notListening) {
            return 0;
        }
    }

    private static void connect(Gateway gateway, RawUpstream upstream, String id) throws IOException {
        if (gateway.control("GET", "/integrations/i", "").status() == 404) {
            gateway.integrate("bb-header", "i", "{}", "");
        }
        gateway.connect("i", id, API_KEY, config(upstream));
    }

    private static String config(RawUpstream upstream) {
        return "{\"port\":\"" + upstream.port() + "\"}";
    }

    private static Route route(Gateway gateway, String connection) {
        return new Route(gateway.port(), Gateway.KEY, "i", connection);
    }

    private static Gateway.Setup embedded(Path data) {
        return Gateway.with().env("SALLYPORT_DATA_DIR", data.toString()).env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "2s");
    }

    private static Gateway.Setup on(TestServer redis) {
        return Gateway.with()
                .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "2s")
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY);
    }
}
