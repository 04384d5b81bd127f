// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.JournalEntry;
import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.refresh.RefreshPorts;
import dev.sallyport.filters.refresh.RefreshSettings;
import dev.sallyport.filters.refresh.RefreshTime;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.Waiter;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Three replicas on one Redis. */
class SharedRefreshTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLERS = 200;

    private static TestServer server;
    private static List<RedisStores> replicas;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        replicas = List.of(TestStores.open(server.uri()), TestStores.open(server.uri()), TestStores.open(server.uri()));
    }

    @AfterAll
    static void stop() {
        replicas.forEach(RedisStores::close);
        server.close();
    }

    /** Scenario 31. */
    @Test
    void twoHundredCallersOnEachOfThreeReplicasCostOneTokenRequest() {
        Connection expired = expired("crowd");
        Rotating endpoint = new Rotating();
        List<CredentialRefresher> refreshers = refreshers(endpoint);

        List<Connection> renewed = Flux.fromIterable(refreshers)
                .flatMap(refresher -> Flux.range(0, CALLERS)
                        .flatMap(i -> refresher.renewed(subject(expired), Waiter.of(PATIENCE)), CALLERS))
                .collectList()
                .block(PATIENCE);

        assertThat(renewed).hasSize(3 * CALLERS);
        assertThat(tokens(renewed)).containsExactly("access-1");
        assertThat(endpoint.requests).hasValue(1);
        assertThat(server.ask("EXISTS", "sallyport:{dev}:refresh-journal:github:crowd"))
                .isEqualTo(":0");
        assertThat(server.ask("EXISTS", "sallyport:{dev}:refresh-lease:github:crowd"))
                .isEqualTo(":0");
    }

    @Test
    void simultaneousUnauthorizedAnswersCostOneTokenRequest() {
        Connection used = expired("unauthorized");
        Rotating endpoint = new Rotating();

        List<Connection> renewed = Flux.fromIterable(refreshers(endpoint))
                .flatMap(refresher -> Flux.range(0, CALLERS)
                        .flatMap(i -> refresher.afterUnauthorized(subject(used), Waiter.of(PATIENCE)), CALLERS))
                .collectList()
                .block(PATIENCE);

        assertThat(tokens(renewed)).containsExactly("access-1");
        assertThat(endpoint.requests).hasValue(1);
    }

    @Test
    void whatAReplicaWasGrantedBeforeItDiedIsStoredByTheNext() {
        Connection expired = expired("journaled");
        Rotating endpoint = new Rotating();
        CredentialRefresher dying = refresher(replicas.getFirst(), endpoint, new LosesItsStore(replicas.getFirst()));
        dying.renewed(subject(expired), Waiter.of(Duration.ofSeconds(1)))
                .onErrorComplete()
                .block(PATIENCE);
        server.ask("DEL", "sallyport:{dev}:refresh-lease:github:journaled");

        Connection renewed = refresher(
                        replicas.getLast(), endpoint, replicas.getLast().connections())
                .renewed(subject(expired), Waiter.of(PATIENCE))
                .block(PATIENCE);

        assertThat(tokens(List.of(java.util.Objects.requireNonNull(renewed)))).containsExactly("access-1");
        assertThat(endpoint.requests).hasValue(1);
    }

    @Test
    void anEntryThatFollowsAnotherCredentialIsDropped() {
        Connection expired = expired("fingerprint");
        Credential granted = credential(7, Instant.now().plusSeconds(60));
        replicas.getFirst()
                .refreshJournal()
                .append(expired.key(), new JournalEntry(expired.id(), "none of this connection", granted))
                .block(PATIENCE);
        Rotating endpoint = new Rotating();

        Connection renewed = refresher(
                        replicas.getFirst(), endpoint, replicas.getFirst().connections())
                .renewed(subject(expired), Waiter.of(PATIENCE))
                .block(PATIENCE);

        assertThat(tokens(List.of(java.util.Objects.requireNonNull(renewed)))).containsExactly("access-1");
        assertThat(server.ask("EXISTS", "sallyport:{dev}:refresh-journal:github:fingerprint"))
                .isEqualTo(":0");
    }

    private static Connection expired(String id) {
        Connection connection = new Connection(
                0,
                Samples.key(id),
                "github",
                credential(0, Instant.now().minusSeconds(60)),
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                null,
                0,
                Samples.NOW,
                Samples.NOW);
        return java.util.Objects.requireNonNull(
                replicas.getFirst().connections().save(connection).block(PATIENCE));
    }

    private static OAuth2Credential credential(int number, Instant expiresAt) {
        return new OAuth2Credential(
                SecretText.of("access-" + number),
                SecretText.of("refresh-" + number),
                expiresAt,
                SecretMap.of(Map.of("number", number)),
                SecretMap.EMPTY);
    }

    private static List<CredentialRefresher> refreshers(TokenEndpoint endpoint) {
        return replicas.stream()
                .map(stores -> refresher(stores, endpoint, stores.connections()))
                .toList();
    }

    private static CredentialRefresher refresher(
            RedisStores stores, TokenEndpoint endpoint, dev.sallyport.filters.connection.ConnectionStore connections) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new CredentialRefresher(
                new RefreshPorts(
                        connections,
                        stores.refreshLease(),
                        stores.refreshJournal(),
                        stores.refreshSetbacks(),
                        stores.refreshNotices(),
                        List.of(endpoint),
                        RefreshObserver.NOOP,
                        ConnectionEvents.NOOP),
                RefreshSettings.DEFAULTS,
                new RefreshTime(Clock.systemUTC(), System::nanoTime, random, Schedulers.parallel()));
    }

    private static Subject subject(Connection connection) {
        Provider provider = new Provider(
                "github",
                "GitHub",
                AuthMode.OAUTH2,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                ProxyRules.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
        return new Subject(Samples.integration("github", "secret"), provider, connection);
    }

    private static Set<String> tokens(List<Connection> connections) {
        return connections.stream()
                .map(connection -> String.valueOf(connection.credential().accessToken()))
                .collect(Collectors.toSet());
    }

    /** Takes its time, as token endpoints do, and takes each refresh token once. */
    private static final class Rotating implements TokenEndpoint {

        private final AtomicInteger requests = new AtomicInteger();

        @Override
        public boolean renews(Credential credential) {
            return true;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
            return Mono.delay(Duration.ofMillis(300)).map(late -> {
                int number = requests.incrementAndGet();
                return number == 1 && mayStillSend.getAsBoolean()
                        ? new TokenOutcome.Granted(
                                credential(number, Instant.now().plusSeconds(3_600)))
                        : new TokenOutcome.Refused("invalid_grant");
            });
        }
    }
}
