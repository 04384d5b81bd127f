// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Three replicas, one Redis and a token endpoint on loopback, in real time, so no part of the build. How to run it, and what it
 * printed, is in docs/credentials.md.
 */
class TenThousandTokensLoad {

    private static final int CONNECTIONS = Integer.getInteger("load.connections", 10_000);
    private static final Duration LIFE = Duration.ofSeconds(Integer.getInteger("load.life", 3_600));
    private static final int IDLE_RATE = Integer.getInteger("load.idle-rate", 100);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int AT_ONCE = 64;
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int CALLS_A_TICK = 20;

    @TempDir
    private Path directory;

    private TestServer redis;
    private CountingTokenServer tokens;
    private List<LoadReplica> replicas;
    private Integration integration;

    @BeforeEach
    void start() throws IOException {
        redis = TestServer.start();
        tokens = new CountingTokenServer();
        Catalog catalog = catalog();
        replicas = IntStream.range(0, 3)
                .mapToObj(_ -> new LoadReplica(redis.uri(), catalog))
                .toList();
        integration = Objects.requireNonNull(replicas.getFirst()
                .stores()
                .integrations()
                .create(integration())
                .block(PATIENCE));
    }

    @AfterEach
    void stop() {
        replicas.forEach(LoadReplica::close);
        tokens.close();
        redis.close();
    }

    /** Every replica sees a call of every connection each five seconds, evenly, or less often on a machine that is busy. */
    @Test
    void tokensOfTheSameSecondAreRenewedBeforeTheyExpireWithoutASpike() {
        Instant expiry = Instant.now().plus(LIFE.dividedBy(5)).plusSeconds(30);
        save(expiry, expiry.minus(LIFE));

        Long refused = Flux.interval(TICK)
                .onBackpressureDrop()
                .index((number, _) -> (int) (number * CALLS_A_TICK % CONNECTIONS))
                .concatMap(first -> Flux.fromIterable(replicas)
                        .flatMap(replica -> callSome(replica, first))
                        .reduce(0L, Long::sum))
                .takeUntil(_ -> tokens.granted() >= CONNECTIONS || Instant.now().isAfter(expiry.plusSeconds(60)))
                .reduce(0L, Long::sum)
                .block(PATIENCE);

        report("life " + LIFE, LIFE.toSeconds() / 10);
        assertThat(refused).as("calls that found no usable token").isZero();
        assertThat(tokens.granted()).isEqualTo(CONNECTIONS);
        assertThat(tokens.reused()).isZero();
        // Of three draws the lowest counts: three times the mean in the first second, and half as much again by chance.
        assertThat(tokens.peak()).isLessThanOrEqualTo((int) (CONNECTIONS * 45L / LIFE.toSeconds()));
    }

    /** All replicas look, one does it. */
    @Test
    void idleConnectionsAreRenewedAtTheRateThatIsSet() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(2));
        save(longAgo.plusSeconds(3_600), longAgo);

        Long renewed = Flux.fromIterable(replicas)
                .flatMap(replica -> replica.sweep("dev", IDLE_RATE))
                .reduce(0L, Long::sum)
                .block(PATIENCE);

        report("idle, " + IDLE_RATE + " a second", CONNECTIONS / IDLE_RATE);
        assertThat(renewed).isEqualTo(CONNECTIONS);
        assertThat(tokens.granted()).isEqualTo(CONNECTIONS);
        assertThat(tokens.reused()).isZero();
        assertThat(tokens.peak()).isLessThanOrEqualTo(IDLE_RATE * 3 / 2);
    }

    /** Answers how many found no usable token. */
    private Mono<Long> callSome(LoadReplica replica, int first) {
        return Flux.range(first, Math.min(CALLS_A_TICK, CONNECTIONS - first))
                .flatMap(i -> replica.call(integration, key(i)))
                .filter(usable -> !usable)
                .count();
    }

    private void save(Instant expiry, Instant written) {
        Flux.range(0, CONNECTIONS)
                .flatMap(i -> replicas.getFirst().stores().connections().save(connection(i, expiry, written)), AT_ONCE)
                .then()
                .block(PATIENCE);
    }

    private void report(String what, long expectedSeconds) {
        System.out.printf(
                "LOAD %d connections, %s: %d token requests in %d s (expected: about %d), %d in the busiest second, %d reused%n",
                CONNECTIONS, what, tokens.granted(), tokens.seconds(), expectedSeconds, tokens.peak(), tokens.reused());
    }

    private static Integration integration() {
        return new Integration(
                "dev",
                "load",
                "github",
                null,
                new IntegrationCredentials(
                        "OAUTH2", Map.of("client_id", SecretText.of("id"), "client_secret", SecretText.of("secret"))),
                false,
                Map.of(),
                Map.of(),
                GatewayOptions.DEFAULTS,
                0,
                Samples.NOW,
                Samples.NOW);
    }

    private static ConnectionKey key(int number) {
        return new ConnectionKey("dev", "load", "c" + number);
    }

    private static Connection connection(int number, Instant expiry, Instant written) {
        ConnectionKey key = key(number);
        OAuth2Credential credential = new OAuth2Credential(
                SecretText.of("a"),
                SecretText.of(CountingTokenServer.first(key.connectionId())),
                expiry,
                SecretMap.EMPTY,
                SecretMap.EMPTY);
        return new Connection(
                0, key, "github", credential, Map.of(), Map.of(), null, Map.of(), null, 0, written, written);
    }

    private Catalog catalog() throws IOException {
        String url = "http://127.0.0.1:" + tokens.port();
        Path file = Files.writeString(directory.resolve("catalog.yaml"), """
                github:
                  display_name: GitHub
                  auth_mode: OAUTH2
                  authorization_url: %s/authorize
                  token_url: %s/token
                """.formatted(url, url));
        return CatalogLoader.load(List.of(file.toString()));
    }
}
