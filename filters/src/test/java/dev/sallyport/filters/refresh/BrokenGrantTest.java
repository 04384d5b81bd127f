// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.JwtCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Grants that a provider no longer honours, and providers that fail. */
class BrokenGrantTest extends OneReplica {

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

    @Test
    void whatBreaksAndRecoversIsToldOnce() {
        provider.answers(new Refused("invalid_grant"), new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        for (int i = 0; i < 40; i++) {
            new Caller(expired);
            time.advanceTimeBy(Duration.ofSeconds(10));
        }

        assertThat(provider.requests).isEqualTo(3);
        assertThat(broken).containsExactly("alice invalid_grant");
        assertThat(recovered).containsExactly("alice");
        assertThat(events)
                .extracting(ConnectionEvent::operation)
                .containsExactly(ConnectionEvent.Operation.REFRESH, ConnectionEvent.Operation.REFRESH);
        assertThat(events.getFirst().problem())
                .isEqualTo(
                        new ConnectionEvent.Problem("invalid_grant", "The provider refused to renew the credential"));
        assertThat(events.getLast().problem()).isNull();
        assertThat(events.getLast().connection().credential().accessToken()).isEqualTo("access-1");
    }

    /** A provider that refused and is away the next time has not taken its refusal back. */
    @Test
    void aFailureInBetweenDoesNotMendWhatIsBroken() {
        Duration asked = Duration.ofMinutes(5);
        provider.answers(new Refused("invalid_grant"), new Failing("status_503", asked), new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        Caller first = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(61));
        Caller second = new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(provider.requests).isEqualTo(2);
        assertThat(second.error(ErrorCode.CONNECTION_BROKEN).details())
                .isEqualTo(first.error(ErrorCode.CONNECTION_BROKEN).details());
        time.advanceTimeBy(Duration.ofSeconds(295));
        new Caller(expired);
        assertThat(provider.requests).isEqualTo(2);

        for (int i = 0; i < 20; i++) {
            time.advanceTimeBy(Duration.ofMinutes(1));
            new Caller(expired);
        }
        assertThat(provider.requests).isEqualTo(4);
        assertThat(broken).containsExactly("alice invalid_grant");
        assertThat(recovered).containsExactly("alice");
    }

    @Test
    void aFailureThatPassesIsNoEvent() {
        provider.answers(new Failing("status_503", null));
        Connection expired = save(token(0, LONG_AGO));
        new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(5));
        new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(provider.requests).isEqualTo(2);
        assertThat(events).isEmpty();
        assertThat(recovered).isEmpty();
    }

    @Test
    void itsHealthIsThatOfItsCredential() {
        ConnectionHealth health = new ConnectionHealth(shared.setbacks(), new Listener());
        provider.answers(new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        assertThat(health.problemOf(expired).block()).isNull();
        new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));
        Connection described = save(expired.credential(), Map.of("note", "new"));
        assertThat(health.problemOf(described).block())
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("invalid_grant"));

        Connection authorized = save(token(10, null));
        health.repaired(described).block();

        assertThat(health.problemOf(authorized).block()).isNull();
        assertThat(shared.setbacks().find(KEY).block()).isNull();
        assertThat(recovered).containsExactly("alice");
    }

    @Test
    void aForcedRefreshAsksWhateverFailedBefore() {
        provider.answers(new Refused("invalid_grant"));
        Connection expired = save(token(0, LONG_AGO));
        new Caller(expired);
        time.advanceTimeBy(Duration.ofSeconds(1));

        List<Connection> forced = new ArrayList<>();
        refresher.forced(subject(expired), Waiter.of(PATIENCE)).subscribe(forced::add);
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(forced)
                .singleElement()
                .extracting(each -> each.credential().accessToken())
                .isEqualTo("access-1");
    }

    @Test
    void thoseWhoForceAtOnceShareOneRefresh() {
        Connection fresh = save(token(0, Samples.NOW.plusSeconds(3_600)));
        provider.takes(Duration.ofMillis(500));
        CredentialRefresher elsewhere = refresher(store);

        List<Connection> forced = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            refresher.forced(subject(fresh), Waiter.of(PATIENCE)).subscribe(forced::add);
            elsewhere.forced(subject(fresh), Waiter.of(PATIENCE)).subscribe(forced::add);
        }
        time.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(forced)
                .hasSize(40)
                .allMatch(each -> "access-1".equals(each.credential().accessToken()));
        assertThat(provider.requests).isOne();
    }

    @Test
    void whereNothingObtainsATokenThatIsSaid() {
        Connection bare = save(new JwtCredential(SecretMap.of(Map.of("key", "k")), null, null));
        provider.renewable = false;

        Caller caller = new Caller(bare);

        assertThat(refresher.isUsable(subject(bare))).isFalse();
        assertThat(caller.error(ErrorCode.CONNECTION_BROKEN).details()).containsEntry("reason", "token_missing");
    }
}
