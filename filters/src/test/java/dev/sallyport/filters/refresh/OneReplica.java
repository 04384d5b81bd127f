// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.InMemoryConnectionStore;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.testing.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One replica's refresher in virtual time, on stores in memory. */
abstract class OneReplica {

    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");
    static final Instant LONG_AGO = Samples.NOW.minusSeconds(60);

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final ConnectionStore store = new InMemoryConnectionStore();
    final InMemoryRefreshPorts shared = new InMemoryRefreshPorts(() -> time.now(TimeUnit.MILLISECONDS));
    final Provider provider = new Provider();
    final List<String> broken = new ArrayList<>();
    final List<String> recovered = new ArrayList<>();
    final List<ConnectionEvent> events = new ArrayList<>();
    private int replicas; // each with random numbers of its own
    final CredentialRefresher refresher = refresher(store);

    CredentialRefresher refresher(ConnectionStore connections) {
        RefreshPorts ports = new RefreshPorts(
                connections,
                shared.lease(),
                shared.journal(),
                shared.setbacks(),
                shared.notices(),
                List.of(provider),
                new Listener(),
                events::add);
        return new CredentialRefresher(
                ports,
                RefreshSettings.DEFAULTS,
                new RefreshTime(
                        new VirtualClock(), () -> time.now(TimeUnit.NANOSECONDS), new Random(++replicas), time));
    }

    Connection save(Credential credential) {
        return save(credential, Map.of());
    }

    Connection save(Credential credential, Map<String, Object> metadata) {
        Connection stored =
                store.save(Samples.connection(credential, Map.of(), metadata)).block();
        return Objects.requireNonNull(stored);
    }

    Connection stored() {
        return Objects.requireNonNull(store.find(KEY).block());
    }

    static Subject subject(Connection connection) {
        return new Subject(Samples.integration(), Samples.provider(Samples.rules("")), connection);
    }

    static OAuth2Credential token(int number, @Nullable Instant expiry) {
        return new OAuth2Credential(
                SecretText.of("access-" + number),
                SecretText.of("refresh-" + number),
                expiry,
                SecretMap.EMPTY,
                SecretMap.EMPTY);
    }

    final class Caller {

        @Nullable
        Connection connection;

        @Nullable
        Throwable failure;

        final Disposable waiting;

        Caller(Connection known) {
            this(refresher, known);
        }

        Caller(CredentialRefresher by, Connection known) {
            waiting = by.renewed(subject(known), Waiter.of(PATIENCE))
                    .subscribe(got -> connection = got, error -> failure = error);
        }

        @Nullable
        String token() {
            assertThat(failure).isNull();
            return connection == null ? null : connection.credential().accessToken();
        }

        GatewayException error(ErrorCode code) {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            error -> assertThat(error.code()).isEqualTo(code));
            return (GatewayException) Objects.requireNonNull(failure);
        }
    }

    /** Answers what it is told to, and grants when it is told nothing. */
    final class Provider implements TokenEndpoint {

        private final Queue<TokenOutcome> answers = new ArrayDeque<>();
        private Duration latency = Duration.ZERO;
        boolean renewable = true;
        boolean repeatable;
        int requests;

        @Nullable
        TokenOutcome fallback;

        void takes(Duration time) {
            latency = time;
        }

        void answers(TokenOutcome... outcomes) {
            answers.addAll(List.of(outcomes));
        }

        @Override
        public boolean renews(Credential credential) {
            return renewable && credential.isRenewable();
        }

        @Override
        public boolean isRepeatable() {
            return repeatable;
        }

        @Override
        public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
            return Mono.defer(() -> {
                assertThat(mayStillSend.getAsBoolean()).isTrue();
                requests++;
                TokenOutcome told = answers.isEmpty() ? fallback : answers.remove();
                TokenOutcome outcome = told == null ? grant(subject) : told;
                return latency.isZero()
                        ? Mono.just(outcome)
                        : Mono.delay(latency, time).thenReturn(outcome);
            });
        }

        private TokenOutcome grant(Subject subject) {
            OAuth2Credential before = (OAuth2Credential) subject.connection().credential();
            String refreshToken = Objects.requireNonNull(before.refreshToken()).reveal();
            return new Granted(token(
                    Simulation.numberOf(refreshToken) + 1,
                    new VirtualClock().instant().plusSeconds(3_600)));
        }
    }

    final class Listener implements RefreshObserver {

        @Override
        public Watch started(ConnectionKey key, String provider, String traceParent) {
            return Watch.NOOP;
        }

        @Override
        public void broken(ConnectionKey key, String provider, String reason, Instant since) {
            broken.add(key.connectionId() + " " + reason);
        }

        @Override
        public void recovered(ConnectionKey key, String provider) {
            recovered.add(key.connectionId());
        }
    }

    final class VirtualClock extends Clock {

        @Override
        public Instant instant() {
            return Samples.NOW.plusMillis(time.now(TimeUnit.MILLISECONDS));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Finds nothing, because it is away. */
    static final class InMemoryConnectionStoreAway implements ConnectionStore {

        @Override
        public Mono<Connection> find(ConnectionKey key) {
            return away();
        }

        @Override
        public Mono<Connection> findLatest(ConnectionKey key) {
            return away();
        }

        @Override
        public reactor.core.publisher.Flux<Connection> list(String environment) {
            return reactor.core.publisher.Flux.error(new StoreUnavailableException("away"));
        }

        @Override
        public Mono<Long> count(String environment, String integration) {
            return away();
        }

        @Override
        public Mono<Connection> save(Connection connection) {
            return away();
        }

        @Override
        public Mono<Connection> replace(Connection connection) {
            return away();
        }

        @Override
        public Mono<Boolean> delete(ConnectionKey key) {
            return away();
        }

        @Override
        public Mono<Long> deleteAll(String environment, String integration) {
            return away();
        }

        private static <T> Mono<T> away() {
            return Mono.error(new StoreUnavailableException("away"));
        }
    }
}
