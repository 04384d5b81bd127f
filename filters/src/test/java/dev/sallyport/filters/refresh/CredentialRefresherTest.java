// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Renewing in time, and what comes between a request and its answer. */
class CredentialRefresherTest extends OneReplica {

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
}
