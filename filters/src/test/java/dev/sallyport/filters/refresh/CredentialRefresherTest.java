// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.connection.InMemoryConnectionStore;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
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
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One replica, in virtual time. */
class CredentialRefresherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");
    private static final Instant LONG_AGO = Samples.NOW.minusSeconds(60);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ConnectionStore store = new InMemoryConnectionStore();
    private final InMemoryRefreshPorts shared = new InMemoryRefreshPorts(() -> time.now(TimeUnit.MILLISECONDS));
    private final Provider provider = new Provider();
    private final List<String> broken = new ArrayList<>();
    private final List<String> recovered = new ArrayList<>();
    private final List<ConnectionEvent> events = new ArrayList<>();
    private final CredentialRefresher refresher = refresher(store);

    @Test
    void aTokenThatIsNotDueIsLeftAlone() {
        Connection fresh = save(token(0, Samples.NOW.plusSeconds(3_600)));

        assertThat(refresher.isUsable(subject(fresh))).isTrue();
        assertThat(provider.requests).isZero();
    }

    @Test
    void aDueTokenServesWhileItIsRenewed() {
        Connection due = save(token(0, Samples.NOW.plusSeconds(3_600)));
        provider.takes(Duration.ofSeconds(2));
        time.advanceTimeBy(Duration.ofMinutes(56));

        assertThat(refresher.isUsable(subject(due))).isTrue();
        assertThat(refresher.isUsable(subject(due))).isTrue();
        time.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(provider.requests).isOne();
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
    }

    @Test
    void anExpiredTokenIsWaitedFor() {
        Caller caller = new Caller(save(token(0, LONG_AGO)));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-1");
        assertThat(refresher.isUsable(subject(stored()))).isTrue();
    }

    @Test
    void aConnectionImportedWithoutATokenGetsOne() {
        Connection bare = save(new OAuth2Credential(
                SecretText.of(""), SecretText.of("refresh-0"), null, SecretMap.EMPTY, SecretMap.EMPTY));
        assertThat(refresher.isUsable(subject(bare))).isFalse();

        Caller caller = new Caller(bare);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-1");
    }

    @Test
    void whatNobodyCanRenewIsUsedAsItIs() {
        Connection expired =
                save(new OAuth2Credential(SecretText.of("a"), null, LONG_AGO, SecretMap.EMPTY, SecretMap.EMPTY));

        assertThat(refresher.isUsable(subject(expired))).isTrue();
        assertThat(refresher
                        .afterUnauthorized(subject(expired), Waiter.of(PATIENCE))
                        .block())
                .isNull();
        assertThat(refresher.isUsable(subject(save(new ApiKeyCredential(SecretText.of("k"))))))
                .isTrue();
    }

    /** Scenario 40. */
    @Test
    void aCallerThatLeavesDoesNotTakeTheRefreshWithIt() {
        Connection expired = save(token(0, LONG_AGO));
        provider.takes(Duration.ofSeconds(2));
        Caller leader = new Caller(expired);
        Caller follower = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        leader.waiting.dispose();
        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(follower.token()).isEqualTo("access-1");
        assertThat(provider.requests).isOne();
    }

    /** Scenario 35. */
    @Test
    void whileTheProviderIsSilentCallersAreAnsweredInTheirTime() {
        Connection expired = save(token(0, LONG_AGO));
        provider.takes(Duration.ofSeconds(9));
        Caller first = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));
        Caller second = new Caller(expired);

        time.advanceTimeBy(PATIENCE.minusSeconds(1));
        assertThat(first.error(ErrorCode.CREDENTIAL_REFRESH_FAILED).details()).containsEntry("reason", "pending");
        assertThat(first.error(ErrorCode.CREDENTIAL_REFRESH_FAILED).retryAfter())
                .isPositive();
        assertThat(second.failure).isNull();
        time.advanceTimeBy(PATIENCE);

        assertThat(second.failure).isNotNull();
        assertThat(provider.requests).isOne();
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
    }

    @Test
    void aLostAnswerIsAskedForOnceMoreAfterAWait() {
        provider.answers(new Unknown("reset"));
        Caller caller = new Caller(save(token(0, LONG_AGO)));

        time.advanceTimeBy(Duration.ofMillis(1_900));
        assertThat(provider.requests).isOne();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(provider.requests).isEqualTo(2);
        assertThat(caller.token()).isEqualTo("access-1");
    }

    @Test
    void answersLostTwiceAreAFailure() {
        provider.answers(new Unknown("reset"), new Unknown("timeout"));
        Caller caller = new Caller(save(token(0, LONG_AGO)));

        time.advanceTimeBy(PATIENCE);

        assertThat(caller.error(ErrorCode.CREDENTIAL_REFRESH_FAILED).details()).containsEntry("reason", "timeout");
        assertThat(provider.requests).isEqualTo(2);
    }

    @Test
    void whatDoesNoHarmTwiceIsAskedAgainAtOnce() {
        provider.repeatable = true;
        provider.answers(new Unknown("reset"));
        Caller caller = new Caller(save(token(0, LONG_AGO)));

        time.advanceTimeBy(Duration.ofMillis(10));

        assertThat(caller.token()).isEqualTo("access-1");
    }

    @Test
    void whatWasNotSentIsSentAgain() {
        provider.answers(new Unsent("connect"));
        Caller caller = new Caller(save(token(0, LONG_AGO)));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-1");
    }

    /** Scenario 37. */
    @Test
    void aRefusedGrantIsBrokenSaidOnceAndTriedEverMoreRarely() {
        provider.answers(new Refused("invalid_grant"), new Refused("invalid_grant"), new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        Caller first = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        GatewayException error = first.error(ErrorCode.CONNECTION_BROKEN);
        assertThat(error.details()).containsEntry("reason", "invalid_grant").containsKey("since");
        time.advanceTimeBy(Duration.ofSeconds(50));
        new Caller(expired).error(ErrorCode.CONNECTION_BROKEN);
        assertThat(provider.requests).isOne();

        time.advanceTimeBy(Duration.ofSeconds(15));
        Caller second = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(110));
        new Caller(expired);
        assertThat(provider.requests).isEqualTo(2);
        assertThat(second.error(ErrorCode.CONNECTION_BROKEN).details())
                .containsEntry("since", error.details().get("since"));
        assertThat(broken).containsExactly("alice invalid_grant");
    }

    @Test
    void anotherReplicaKnowsOfARefusalAndDoesNotAsk() {
        provider.answers(new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        Caller elsewhere = new Caller(refresher(store), expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        elsewhere.error(ErrorCode.CONNECTION_BROKEN);
        assertThat(provider.requests).isOne();
        assertThat(broken).hasSize(1);
    }

    @Test
    void authorizingAgainEndsABrokenConnectionAtOnce() {
        provider.answers(new Refused("invalid_grant"));
        new Caller(save(token(0, LONG_AGO)));
        time.advanceTimeBy(Duration.ofSeconds(1));

        Caller caller = new Caller(save(token(10, LONG_AGO)));
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-11");
        assertThat(shared.setbacks().find(KEY).block()).isNull();
    }

    @Test
    void failuresBackOffFurtherAndFurtherAndTheTokenServesUntilItsEnd() {
        Connection due = save(token(0, Samples.NOW.plusSeconds(3_600)));
        provider.fallback = new Failing("status_503", null);
        time.advanceTimeBy(Duration.ofMinutes(57));

        for (int i = 0; i < 170; i++) {
            assertThat(refresher.isUsable(subject(due))).isTrue();
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        // 1, 2, 4, … 60 s, each at least half.
        assertThat(provider.requests).isBetween(5, 11);
        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(refresher.isUsable(subject(due))).isFalse();
        Caller late = new Caller(due);
        time.advanceTimeBy(Duration.ofSeconds(1));
        GatewayException error = late.error(ErrorCode.CREDENTIAL_REFRESH_FAILED);
        assertThat(error.details()).containsEntry("reason", "status_503");
        assertThat(error.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        assertThat(broken).isEmpty();
    }

    @Test
    void theProvidersOwnWordOnWhenIsHeeded() {
        provider.answers(new Failing("status_429", Duration.ofSeconds(120)));
        Connection expired = save(token(0, LONG_AGO));
        Caller caller = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.error(ErrorCode.CREDENTIAL_REFRESH_FAILED).retryAfter())
                .isBetween(Duration.ofSeconds(118), Duration.ofSeconds(120));
        time.advanceTimeBy(Duration.ofSeconds(115));
        new Caller(expired);
        assertThat(provider.requests).isOne();
    }

    /** Scenario 41. */
    @Test
    void aConnectionDeletedMeanwhileStaysDeleted() {
        provider.takes(Duration.ofSeconds(1));
        Caller caller = new Caller(save(token(0, LONG_AGO)));
        time.advanceTimeBy(Duration.ofMillis(500));
        store.delete(KEY).block();

        time.advanceTimeBy(Duration.ofSeconds(1));

        caller.error(ErrorCode.UNKNOWN_CONNECTION);
        assertThat(store.find(KEY).block()).isNull();
    }

    @Test
    void aConnectionAuthorizedMeanwhileKeepsItsNewCredential() {
        provider.takes(Duration.ofSeconds(1));
        Caller caller = new Caller(save(token(0, LONG_AGO)));
        time.advanceTimeBy(Duration.ofMillis(500));
        save(token(10, Samples.NOW.plusSeconds(3_600)));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-10");
        assertThat(stored().credential().accessToken()).isEqualTo("access-10");
        assertThat(shared.journal().read(KEY).collectList().block()).isEmpty();
    }

    @Test
    void metadataWrittenMeanwhileIsKeptAndSoIsTheGrant() {
        provider.takes(Duration.ofSeconds(1));
        Connection expired = save(token(0, LONG_AGO));
        Caller caller = new Caller(expired);
        time.advanceTimeBy(Duration.ofMillis(500));
        save(expired.credential(), Map.of("note", "new"));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.token()).isEqualTo("access-1");
        assertThat(stored().metadata()).containsEntry("note", "new");
    }

    @Test
    void aTokenWithoutAnEndIsRenewedByAnUnauthorizedAnswerOnly() {
        Connection endless = save(token(0, null));
        time.advanceTimeBy(Duration.ofDays(300));
        assertThat(refresher.isUsable(subject(endless))).isTrue();
        assertThat(provider.requests).isZero();

        List<Connection> renewed = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            refresher.afterUnauthorized(subject(endless), Waiter.of(PATIENCE)).subscribe(renewed::add);
        }
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed)
                .hasSize(50)
                .allMatch(each -> "access-1".equals(each.credential().accessToken()));
        assertThat(provider.requests).isOne();
    }

    @Test
    void anUnauthorizedAnswerToAnOlderTokenCostsNoRequest() {
        Connection old = save(token(0, null));
        save(token(1, Samples.NOW.plusSeconds(3_600)));

        List<Connection> renewed = new ArrayList<>();
        refresher.afterUnauthorized(subject(old), Waiter.of(PATIENCE)).subscribe(renewed::add);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed).singleElement().extracting(Connection::generation).isEqualTo(2L);
        assertThat(provider.requests).isZero();
    }

    @Test
    void aTokenJustGotForAnUnauthorizedAnswerIsNotRenewedForTheNext() {
        Connection endless = save(token(0, null));
        refresher.afterUnauthorized(subject(endless), Waiter.of(PATIENCE)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(refresher
                        .afterUnauthorized(subject(stored()), Waiter.of(PATIENCE))
                        .blockOptional())
                .isEmpty();
        assertThat(provider.requests).isOne();
        time.advanceTimeBy(Duration.ofSeconds(6));
        refresher.afterUnauthorized(subject(stored()), Waiter.of(PATIENCE)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(provider.requests).isEqualTo(2);
    }

    @Test
    void anUnauthorizedAnswerStandsWhenTheProviderOnlyFails() {
        provider.answers(new Failing("status_500", null));
        List<Connection> renewed = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        refresher
                .afterUnauthorized(subject(save(token(0, null))), Waiter.of(PATIENCE))
                .subscribe(renewed::add, error -> ends.add("error"), () -> ends.add("empty"));

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(renewed).isEmpty();
        assertThat(ends).containsExactly("empty");
    }

    @Test
    void withoutTheStoreAGoodTokenServesAndAnExpiredOneIsNotRenewed() {
        CredentialRefresher alone = refresher(new InMemoryConnectionStoreAway());
        Connection due = save(token(0, Samples.NOW.plusSeconds(100)));
        time.advanceTimeBy(Duration.ofSeconds(90));
        assertThat(alone.isUsable(subject(due))).isTrue();
        time.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(alone.isUsable(subject(due))).isFalse();

        Caller caller = new Caller(alone, due);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(caller.failure).isInstanceOf(StoreUnavailableException.class);
        assertThat(provider.requests).isZero();
    }

    private CredentialRefresher refresher(ConnectionStore connections) {
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
                new RefreshTime(new VirtualClock(), () -> time.now(TimeUnit.NANOSECONDS), new Random(1), time));
    }

    private Connection save(Credential credential) {
        return save(credential, Map.of());
    }

    private Connection save(Credential credential, Map<String, Object> metadata) {
        Connection stored =
                store.save(Samples.connection(credential, Map.of(), metadata)).block();
        return java.util.Objects.requireNonNull(stored);
    }

    private Connection stored() {
        return java.util.Objects.requireNonNull(store.find(KEY).block());
    }

    private static Subject subject(Connection connection) {
        return new Subject(Samples.integration(), Samples.provider(Samples.rules("")), connection);
    }

    private static OAuth2Credential token(int number, @Nullable Instant expiry) {
        return new OAuth2Credential(
                SecretText.of("access-" + number),
                SecretText.of("refresh-" + number),
                expiry,
                SecretMap.EMPTY,
                SecretMap.EMPTY);
    }

    private final class Caller {

        private @Nullable Connection connection;
        private @Nullable Throwable failure;
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
            return (GatewayException) java.util.Objects.requireNonNull(failure);
        }
    }

    /** Answers what it is told to, and grants when it is told nothing. */
    private final class Provider implements TokenEndpoint {

        private final Queue<TokenOutcome> answers = new ArrayDeque<>();
        private Duration latency = Duration.ZERO;
        private boolean repeatable;
        private int requests;

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
            return credential.isRenewable();
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
            String refreshToken =
                    java.util.Objects.requireNonNull(before.refreshToken()).reveal();
            return new Granted(token(
                    Simulation.numberOf(refreshToken) + 1,
                    new VirtualClock().instant().plusSeconds(3_600)));
        }
    }

    private final class Listener implements RefreshObserver {

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

    private final class VirtualClock extends Clock {

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
    private static final class InMemoryConnectionStoreAway implements ConnectionStore {

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
