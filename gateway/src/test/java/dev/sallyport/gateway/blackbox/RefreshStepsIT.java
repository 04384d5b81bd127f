// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.RotatingProvider.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.gateway.blackbox.RedisGate.Command;
import dev.sallyport.gateway.blackbox.RedisGate.Moment;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scenario 32: a replica is killed at a step of a refresh. What it tells Redis goes through a gate that closes at the step, so that the
 * kill finds it there. Its provider takes each refresh token once. The steps between the token request and its answer are in
 * {@link RefreshCrashIT}.
 */
class RefreshStepsIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String CLIENT =
            ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"secret\"}";
    private static final int CALLERS = 20;

    /** The lease's 3 s, and what a busy machine takes. */
    private static final Duration SECONDS = Duration.ofSeconds(15);

    private static TestServer redis;
    private static Gateway survivor;

    /** After which nothing may be lost any more, or nothing was done yet. */
    private enum Step {
        /** (a) It has the lease and has asked nobody. */
        LEASED(Moment.AFTER) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("refresh-lease", name));
            }

            @Override
            boolean isDone(String name) {
                return redis.ask("EXISTS", key("refresh-lease", name)).equals(":1");
            }
        },
        /** (d) The grant is in the journal, and it does not know. */
        JOURNALED(Moment.AFTER) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("refresh-journal", name), 4);
            }

            @Override
            boolean isDone(String name) {
                return redis.ask("EXISTS", key("refresh-journal", name)).equals(":1");
            }
        },
        /** The same, and it knows. */
        STORING(Moment.BEFORE) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("connection", name));
            }
        },
        /** (e) The connection has the grant, and so has the journal. */
        STORED(Moment.AFTER) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("connection", name));
            }

            @Override
            boolean isDone(String name) {
                return redis.ask("HGET", key("connection", name), "generation").equals("2");
            }
        },
        /** The journal no longer has it. */
        TRIMMED(Moment.AFTER) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("refresh-journal", name), 2);
            }

            @Override
            boolean isDone(String name) {
                return redis.ask("EXISTS", key("refresh-journal", name)).equals(":0");
            }
        },
        /** Nobody was told. */
        TELLING(Moment.BEFORE) {
            @Override
            boolean isOf(Command command, String name) {
                return command.is("PUBLISH", "sallyport:refreshes");
            }
        },
        /** (f) All is done but the lease. */
        UNLOCKING(Moment.BEFORE) {
            @Override
            boolean isOf(Command command, String name) {
                return command.isScript(key("refresh-lease", name), 2);
            }
        };

        private final Moment moment;

        Step(Moment moment) {
            this.moment = moment;
        }

        abstract boolean isOf(Command command, String name);

        boolean isDone(String name) {
            return true;
        }
    }

    @BeforeAll
    static void startOne() throws Exception {
        redis = TestServer.start();
        survivor = launch(redis.uri().reveal()).awaitReady();
        survivor.integrate("bb-rotating", "i", "{}", CLIENT);
        // So that Redis knows every script, and whoever is killed runs them by their hashes.
        try (RawUpstream upstream = RawUpstream.start(RotatingProvider.strict())) {
            assertThat(connect(upstream, "first").get("/").text()).isEqualTo("first.a1 ");
        }
    }

    @AfterAll
    static void stopAll() {
        survivor.close();
        redis.close();
        assertThat(survivor.log()).doesNotContain("internal_error", "by a fault of ours", ".r0", ".r1", ".a0", ".a1");
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaKilledThereCostsNoGrantAndNoSecondUse(Step step) throws Exception {
        String grant = step.name().toLowerCase(Locale.ROOT);
        RotatingProvider provider = RotatingProvider.strict();
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, grant);
            killAt(step.moment, command -> step.isOf(command, grant), route, () -> step.isDone(grant));

            Instant killed = Instant.now();
            List<RawResponse> answers = Crowd.call(List.of(route), CALLERS, "POST", "x");

            assertThat(Duration.between(killed, Instant.now())).isLessThan(SECONDS);
            assertThat(answers).extracting(RawResponse::text).containsOnly(grant + ".a1 x");
            assertThat(provider.tokenRequests()).isOne();
            assertNextGrantIsGood(route, provider, grant + ".a2", 2);
            assertThat(redis.ask("EXISTS", key("refresh-journal", grant))).isEqualTo(":0");
        }
    }

    /** (c) What only it knew is lost; whether that breaks the grant is up to its provider. This one forgives. */
    @Test
    void aReplicaKilledWithAnAnswerThatIsInNoJournalIsMadeUpForWhereTheProviderForgives() throws Exception {
        RotatingProvider provider = RotatingProvider.lenient();
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, "forgiven");
            killBeforeTheJournal(route, "forgiven");

            List<RawResponse> answers = Crowd.call(List.of(route), CALLERS, "POST", "x");

            assertThat(answers).extracting(RawResponse::text).containsOnly("forgiven.a2 x");
            assertThat(provider.tokenRequests()).isEqualTo(2);
            assertNextGrantIsGood(route, provider, "forgiven.a3", 3);
        }
    }

    /** (c) This one does not. */
    @Test
    void aReplicaKilledWithAnAnswerThatIsInNoJournalBreaksAStrictGrantAndIsFoundOutOnce() throws Exception {
        RotatingProvider provider = RotatingProvider.strict();
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, "unforgiven");
            killBeforeTheJournal(route, "unforgiven");

            List<RawResponse> answers = Crowd.call(List.of(route), CALLERS, "POST", "x");

            assertThat(answers).extracting(RawResponse::status).containsOnly(424);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.text())
                            .contains("\"code\":\"connection_broken\"", "\"reason\":\"invalid_grant\""));
            assertThat(provider.tokenRequests()).isEqualTo(2);
        }
    }

    private void killBeforeTheJournal(Route route, String grant) throws Exception {
        killAt(
                Moment.BEFORE,
                command -> command.isScript(key("refresh-journal", grant), 4),
                route,
                () -> redis.ask("EXISTS", key("refresh-journal", grant)).equals(":0"));
    }

    /** A replica of its own refreshes until there. */
    private static void killAt(Moment moment, Predicate<Command> step, Route route, Callable<Boolean> isThere)
            throws Exception {
        try (RedisGate gate = RedisGate.at(redis.port(), moment, step)) {
            Gateway victim = launch(gate.uri()).awaitReady();
            Route doomed = new Route(victim.port(), route.key(), route.integration(), route.connection());
            CompletableFuture.runAsync(() -> call(doomed));
            assertThat(gate.awaitShut(20)).as("the step was reached").isTrue();
            Awaitility.await().until(isThere);

            victim.kill();
        }
    }

    /** Its answer, if there is one, is of no interest. */
    private static void call(Route doomed) {
        try {
            doomed.get("/");
        } catch (IOException killed) {
            throw new UncheckedIOException(killed);
        }
    }

    /** Its refresh token is the newest, and the provider has seen none twice. */
    private static void assertNextGrantIsGood(Route route, RotatingProvider provider, String token, int requests)
            throws IOException {
        RawResponse renewed = survivor.control(
                "GET",
                "/connections/" + route.connection() + "?provider_config_key=" + route.integration()
                        + "&force_refresh=true",
                "");
        assertThat(renewed.text()).contains("\"" + token + "\"");
        assertThat(provider.tokenRequests()).isEqualTo(requests);
        assertThat(provider.isRevoked(route.connection())).isFalse();
    }

    private static Route connect(RawUpstream upstream, String grant) throws IOException {
        return survivor.connect(
                "i",
                grant,
                credentials(grant, Instant.now().minusSeconds(60)),
                "{\"port\":\"" + upstream.port() + "\"}");
    }

    private static String key(String kind, String connection) {
        return "sallyport:{dev}:" + kind + ":i:" + connection;
    }

    private static Gateway launch(String redisUri) throws IOException {
        return Gateway.with()
                .jvm("-Xmx256m")
                .env("SALLYPORT_REDIS_URI", redisUri)
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "1s") // a busy machine is not what these tests are about
                .env("SALLYPORT_REFRESH_LEASE_TTL", "3s")
                .env("SALLYPORT_REFRESH_REQUEST_TIMEOUT", "1400ms")
                .launch();
    }
}
