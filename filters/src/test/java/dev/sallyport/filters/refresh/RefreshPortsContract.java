// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.RefreshJournal.Written;
import dev.sallyport.filters.refresh.Setback.Kind;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every store of refreshes does. Each test has a connection of its own, so stores may be shared. */
public abstract class RefreshPortsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** With everything in its name that could be taken for syntax. */
    private final ConnectionKey key =
            new ConnectionKey("env", "integration:{x}", "connection %3A {y}:" + UUID.randomUUID());

    protected abstract RefreshLease lease();

    protected abstract RefreshJournal journal();

    protected abstract RefreshSetbacks setbacks();

    protected abstract RefreshNotices notices();

    @Test
    void aLeaseHasOneHolder() {
        assertThat(await(lease().acquire(key, "mine", LONG))).isTrue();

        assertThat(await(lease().acquire(key, "yours", LONG))).isFalse();
        assertThat(await(lease().renew(key, "yours", LONG))).isFalse();
    }

    @Test
    void ofManySimultaneousClaimsOneGetsTheLease() {
        Long winners = await(Flux.range(0, 50)
                .flatMap(i -> lease().acquire(key, "token-" + i, LONG), 50)
                .filter(taken -> taken)
                .count());

        assertThat(winners).isEqualTo(1);
    }

    @Test
    void whoeverGotNoAnswerAsksAgainAndHasTheLease() {
        await(lease().acquire(key, "mine", LONG));

        assertThat(await(lease().acquire(key, "mine", LONG))).isTrue();
    }

    @Test
    void aReleasedLeaseIsFree() {
        await(lease().acquire(key, "mine", LONG));
        lease().release(key, "mine").block(PATIENCE);

        assertThat(await(lease().acquire(key, "yours", LONG))).isTrue();
    }

    /** Scenario 33: a holder that slept must not take the lease from the one after it. */
    @Test
    void whatIsAnothersCannotBeReleased() {
        await(lease().acquire(key, "slow", SHORT));
        awaitFree("next");

        lease().release(key, "slow").block(PATIENCE);

        assertThat(await(lease().renew(key, "next", LONG))).isTrue();
        assertThat(await(lease().renew(key, "slow", LONG))).isFalse();
    }

    @Test
    void aLeaseThatRanOutIsNotRenewed() {
        await(lease().acquire(key, "mine", SHORT));
        awaitFree("other");
        lease().release(key, "other").block(PATIENCE);

        assertThat(await(lease().renew(key, "mine", LONG))).isFalse();
    }

    @Test
    void aRenewedLeaseLastsLonger() {
        await(lease().acquire(key, "mine", SHORT));
        assertThat(await(lease().renew(key, "mine", LONG))).isTrue();

        Awaitility.await()
                .during(SHORT.multipliedBy(2))
                .atMost(PATIENCE)
                .until(() -> !await(lease().acquire(key, "yours", LONG)));
    }

    @Test
    void theJournalKeepsGrantsInOrderUntilTheyAreRemoved() {
        JournalEntry first = entry(1);
        JournalEntry second = entry(2);
        String firstId = await(journal().append(key, first));
        String secondId = await(journal().append(key, second));

        List<Written> written = await(journal().read(key).collectList());
        journal().remove(key, List.of(firstId)).block(PATIENCE);
        List<Written> left = await(journal().read(key).collectList());

        assertThat(written).extracting(Written::id).containsExactly(firstId, secondId);
        assertSame(written.get(0).entry(), first);
        assertSame(written.get(1).entry(), second);
        assertThat(left).extracting(Written::id).containsExactly(secondId);
    }

    @Test
    void removingWhatIsGoneDoesNoHarm() {
        String id = await(journal().append(key, entry(1)));
        journal().remove(key, List.of(id)).block(PATIENCE);
        journal().remove(key, List.of(id)).block(PATIENCE);

        assertThat(await(journal().read(key).collectList())).isEmpty();
    }

    @Test
    void aSetbackIsKeptAsItIs() {
        Setback setback = setback("a", 3);
        assertThat(await(setbacks().replace(key, null, setback))).isTrue();

        assertThat(await(setbacks().find(key))).isEqualTo(setback);
    }

    @Test
    void ofManySimultaneousSetbacksOneIsWrittenDown() {
        Long written = await(Flux.range(0, 50)
                .flatMap(i -> setbacks().replace(key, null, setback("id-" + i, 1)), 50)
                .filter(done -> done)
                .count());

        assertThat(written).isEqualTo(1);
    }

    @Test
    void aSetbackIsReplacedOnlyByWhoeverKnowsIt() {
        Setback first = setback("a", 1);
        Setback second = setback("b", 2);
        await(setbacks().replace(key, null, first));

        assertThat(await(setbacks().replace(key, null, second))).isFalse();
        assertThat(await(setbacks().replace(key, first, second))).isTrue();
        assertThat(await(setbacks().replace(key, first, setback("c", 3)))).isFalse();
        assertThat(await(setbacks().find(key))).isEqualTo(second);
    }

    @Test
    void aClearedSetbackIsGone() {
        await(setbacks().replace(key, null, setback("a", 1)));
        setbacks().clear(key).block(PATIENCE);
        setbacks().clear(key).block(PATIENCE);

        assertThat(setbacks().find(key).block(PATIENCE)).isNull();
        assertThat(await(setbacks().replace(key, null, setback("b", 1)))).isTrue();
    }

    @Test
    void aNoticeWakesEverybodyWhoWaitsForThatConnection() {
        ConnectionKey other = new ConnectionKey("env", "integration", "other-" + UUID.randomUUID());
        Mono<Void> both = Mono.when(notices().next(key), notices().next(key));
        Mono<Boolean> others = notices().next(other).thenReturn(true);

        // Repeated, because who has only just begun to listen may miss the first.
        Mono<Void> told = Flux.interval(Duration.ofMillis(20))
                .concatMap(i -> notices().publish(key))
                .takeUntilOther(both)
                .then();

        assertThat(Mono.firstWithSignal(told.thenReturn(false), others).block(PATIENCE))
                .isFalse();
    }

    private void awaitFree(String token) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> await(lease().acquire(key, token, LONG)));
    }

    private static void assertSame(JournalEntry actual, JournalEntry expected) {
        assertThat(actual.connectionId()).isEqualTo(expected.connectionId());
        assertThat(actual.before()).isEqualTo(expected.before());
        assertThat(actual.granted().fields()).isEqualTo(expected.granted().fields());
        // What tells a stored credential from the next one must survive being stored.
        assertThat(Fingerprint.of(actual.granted())).isEqualTo(Fingerprint.of(expected.granted()));
    }

    private static JournalEntry entry(int number) {
        OAuth2Credential granted = new OAuth2Credential(
                SecretText.of("access-" + number),
                SecretText.of("refresh-" + number),
                Samples.NOW.plusNanos(number),
                SecretMap.of(Map.of("expires_in", 3_600, "scope", "a b")),
                SecretMap.of(Map.of("client_id", "c", "client_secret", "s")));
        return new JournalEntry(Long.MAX_VALUE - number, "before-" + number, granted);
    }

    private static Setback setback(String id, int count) {
        return new Setback(
                id, Kind.REFUSED, "fingerprint", "invalid_grant", Samples.NOW, count, Samples.NOW.plusSeconds(60));
    }

    private static <T> T await(Mono<T> answer) {
        return java.util.Objects.requireNonNull(answer.block(PATIENCE));
    }
}
