// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.RotatingProvider.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A replica, or Redis, goes away within a refresh: between the token request and its answer, and when it is stopped. The steps before and
 * after are in {@link RefreshStepsIT}.
 */
class RefreshCrashIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String CLIENT =
            ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"secret\"}";
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static TestServer redis;
    private static Gateway survivor;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private Gateway victim;

    @BeforeAll
    static void startOne() throws IOException {
        redis = TestServer.start("--appendonly", "yes", "--appendfsync", "always");
        survivor = launch().awaitReady();
        survivor.integrate("bb-rotating", "i", "{}", CLIENT);
    }

    @AfterAll
    static void stopAll() {
        survivor.close();
        redis.close();
        assertThat(survivor.log()).doesNotContain("internal_error", "by a fault of ours", ".r0", ".r1", ".a0", ".a1");
    }

    @BeforeEach
    void startAnother() throws IOException {
        victim = launch().awaitReady();
    }

    @AfterEach
    void killIt() {
        mayAnswer.countDown();
        victim.kill();
    }

    /** Scenario 32, before the provider acts: the lease ends, and the next replica asks. */
    @Test
    void aReplicaKilledBeforeTheProviderActedLosesNothing() throws Exception {
        RotatingProvider provider = RotatingProvider.strict().next((request, wire) -> hold());
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route doomed = connect(upstream, "before", Instant.now().minusSeconds(60));
            CompletableFuture.supplyAsync(() -> get(doomed));
            await(asked);

            victim.kill();

            assertThat(get(through(survivor, doomed)).text()).isEqualTo("before.a1 ");
            assertThat(provider.tokenRequests()).isEqualTo(2);
            assertThat(provider.isRevoked("before")).isFalse();
        }
    }

    /** Scenario 32, after the provider acted: nobody can know the new token, and a provider that forgives nothing says so once. */
    @Test
    void aReplicaKilledBeforeTheAnswerCameBreaksAStrictGrantAndIsFoundOutOnce() throws Exception {
        RotatingProvider provider = RotatingProvider.strict();
        provider.next((request, wire) -> {
            provider.granted(request);
            hold();
        });
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route doomed = connect(upstream, "after", Instant.now().minusSeconds(60));
            CompletableFuture.supplyAsync(() -> get(doomed));
            await(asked);

            victim.kill();
            Route route = through(survivor, doomed);

            assertThat(get(route).text()).contains("\"code\":\"connection_broken\"", "\"reason\":\"invalid_grant\"");
            assertThat(get(route).status()).isEqualTo(424);
            assertThat(provider.tokenRequests()).isEqualTo(2);
        }
    }

    /** Scenario 33. */
    @Test
    void aReplicaThatSleptPastItsLeaseOverwritesNothing() throws Exception {
        RotatingProvider provider = RotatingProvider.lenient();
        provider.next((request, wire) -> {
            hold();
            provider.grant(request, wire);
        });
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route sleeping = connect(upstream, "slept", Instant.now().minusSeconds(60));
            CompletableFuture<RawResponse> late = CompletableFuture.supplyAsync(() -> get(sleeping));
            await(asked);

            signal("-STOP", victim);
            RawResponse answer = get(through(survivor, sleeping));
            mayAnswer.countDown();
            signal("-CONT", victim);

            assertThat(answer.text()).isEqualTo("slept.a1 ");
            assertThat(late.get(30, TimeUnit.SECONDS).text()).isEqualTo("slept.a1 ");
            assertThat(get(sleeping).text()).isEqualTo("slept.a1 ");
            assertThat(get(through(survivor, sleeping)).text()).isEqualTo("slept.a1 ");
            assertThat(provider.tokenRequests()).isEqualTo(2);
        }
    }

    @Test
    void aReplicaThatIsStoppedKeepsWhatItIsGranted() throws Exception {
        victim.kill();
        victim = launch(Duration.ofSeconds(30), Duration.ofSeconds(14)).awaitReady();
        RotatingProvider provider = RotatingProvider.strict();
        provider.next((request, wire) -> {
            hold();
            provider.grant(request, wire);
        });
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route stopping = connect(upstream, "stopped", Instant.now().plusSeconds(6));
            // In the background, so that no call holds the stop up.
            Awaitility.await().until(() -> {
                assertThat(get(stopping).text()).isEqualTo("stopped.a0 ");
                return asked.getCount() == 0;
            });

            CompletableFuture<Integer> stop = CompletableFuture.supplyAsync(victim::stop);
            Awaitility.await().until(() -> !victim.isReady());
            mayAnswer.countDown();

            assertThat(stop.get(30, TimeUnit.SECONDS)).isZero();
            Awaitility.await()
                    .until(() -> get(through(survivor, stopping)).text().equals("stopped.a1 "));
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    /** Scenario 34, with the server coming back instead of another. */
    @Test
    void aRedisKilledWithinARefreshCostsNoGrant() throws Exception {
        RotatingProvider provider = RotatingProvider.strict();
        provider.next((request, wire) -> {
            hold();
            provider.grant(request, wire);
        });
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, "redis", Instant.now().minusSeconds(60));
            CompletableFuture<RawResponse> waiting = CompletableFuture.supplyAsync(() -> get(route));
            await(asked);

            redis.kill();
            mayAnswer.countDown();
            Awaitility.await("the answer to have been read")
                    .until(() -> upstream.received().size() == 1);
            redis.restart();

            assertThat(waiting.get(30, TimeUnit.SECONDS).text()).isEqualTo("redis.a1 ");
            Awaitility.await().until(() -> get(through(survivor, route)).text().equals("redis.a1 "));
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    /** Says that the request came, and waits; a test that is over answers nothing. */
    private void hold() throws InterruptedException {
        asked.countDown();
        mayAnswer.await();
    }

    private Route connect(RawUpstream upstream, String grant, Instant expiry) throws IOException {
        survivor.connect("i", grant, credentials(grant, expiry), "{\"port\":\"" + upstream.port() + "\"}");
        return new Route(victim.port(), Gateway.KEY, "i", grant);
    }

    private static Route through(Gateway gateway, Route route) {
        return new Route(gateway.port(), route.key(), route.integration(), route.connection());
    }

    private static RawResponse get(Route route) {
        try (var client = route.open().timeout(Duration.ofSeconds(30))) {
            return client.send(route.head("GET", "/")).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).as("token request").isTrue();
    }

    private static void signal(String signal, Gateway gateway) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, "" + gateway.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Gateway launch() throws IOException {
        return launch(LEASE, Duration.ofMillis(1_400));
    }

    private static Gateway launch(Duration lease, Duration requestTimeout) throws IOException {
        return Gateway.with()
                .jvm("-Xmx256m")
                .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "1s") // a busy machine is not what these tests are about
                .env("SALLYPORT_REFRESH_LEASE_TTL", lease.toMillis() + "ms")
                .env("SALLYPORT_REFRESH_REQUEST_TIMEOUT", requestTimeout.toMillis() + "ms")
                .launch();
    }
}
