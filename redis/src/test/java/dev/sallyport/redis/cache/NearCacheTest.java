// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** With loads that end when the test says so, and its own clock. */
class NearCacheTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<CompletableFuture<Optional<Loaded<String>>>> loads = new ArrayList<>();
    private long now = 1_000_000;
    private final Invalidations invalidations = new Invalidations(CacheSettings.DEFAULTS, () -> now);
    private final NearCache<String, String> cache = cacheOf(CacheSettings.DEFAULTS.connections());

    NearCacheTest() {
        invalidations.linked();
    }

    @Test
    void loadsOnceForManyCallers() {
        CompletableFuture<String> first = cache.find("a").toFuture();
        CompletableFuture<String> second = cache.find("a").toFuture();
        assertThat(loads).hasSize(1);

        found("value");

        assertThat(first).isCompletedWithValue("value");
        assertThat(second).isCompletedWithValue("value");
        expect("a", "value");
        assertThat(loads).hasSize(1);
        assertThat(cache.stats()).isEqualTo(new CacheStats("thing", 1, 2, 0, 1));
    }

    @Test
    void aCallerThatLeavesDoesNotEndTheLoadForOthers() {
        Disposable leaver = cache.find("a").subscribe();
        CompletableFuture<String> other = cache.find("a").toFuture();
        leaver.dispose();

        found("value");

        assertThat(other).isCompletedWithValue("value");
    }

    @Test
    void looksUpAgainOnEachSubscription() {
        Mono<String> search = cache.find("a");
        CompletableFuture<String> first = search.toFuture();
        found("old");
        assertThat(first).isCompletedWithValue("old");

        cache.invalidate("a");

        CompletableFuture<String> second = search.toFuture();
        found("new");
        assertThat(second).isCompletedWithValue("new");
    }

    @Test
    void doesNotRememberALoadThatBeganBeforeAnInvalidation() {
        CompletableFuture<String> early = cache.find("a").toFuture();

        invalidations.message("thing:a");
        CompletableFuture<String> late = cache.find("a").toFuture();
        assertThat(loads).hasSize(2);
        loads.get(1).complete(Optional.of(new Loaded<>("new", 1)));
        loads.get(0).complete(Optional.of(new Loaded<>("old", 1)));

        assertThat(early).isCompletedWithValue("old");
        assertThat(late).isCompletedWithValue("new");
        expect("a", "new");
        assertThat(loads).hasSize(2);
    }

    @Test
    void remembersAnAbsenceBriefly() {
        warm("a", null);
        expect("a", null);
        assertThat(loads).hasSize(1);

        now += CacheSettings.DEFAULTS.negativeTtl().toNanos();

        warm("a", "value");
        assertThat(loads).hasSize(2);
    }

    @Test
    void asksAgainAfterTheTimeToLive() {
        warm("a", "old");
        now += Duration.ofSeconds(60).toNanos() - 1;
        expect("a", "old");

        now += 1;

        warm("a", "new");
    }

    @Test
    void asksAgainAfterTheLinkWasLostAndAfterItIsBack() {
        warm("a", "first");
        invalidations.unlinked();
        warm("a", "second");
        expect("a", "second");
        invalidations.linked();
        warm("a", "third");
        expect("a", "third");
        assertThat(loads).hasSize(3);
    }

    @Test
    void withoutALinkItTrustsNothingLongerThanASecond() {
        invalidations.unlinked();
        warm("a", "old");
        now += Duration.ofSeconds(1).toNanos();

        warm("a", "new");
    }

    @Test
    void servesWhatItHasForTenMinutesWhileTheStoreIsAway() {
        warm("a", "value");
        invalidations.unlinked();
        for (int minute = 0; minute < 9; minute++) {
            now += Duration.ofMinutes(1).toNanos();
            CompletableFuture<String> answer = cache.find("a").toFuture();
            loads.getLast().completeExceptionally(new StoreUnavailableException("away"));
            assertThat(answer).isCompletedWithValue("value");
        }
        assertThat(cache.stats().stale()).isEqualTo(9);

        now += Duration.ofMinutes(1).toNanos();

        CompletableFuture<String> tooOld = cache.find("a").toFuture();
        loads.getLast().completeExceptionally(new StoreUnavailableException("away"));
        assertThat(tooOld).isCompletedExceptionally();
    }

    @Test
    void servesNothingOldWhenTheStoreAnswersThatItIsGone() {
        warm("a", "value");
        invalidations.unlinked();

        warm("a", null);
        CompletableFuture<String> answer = cache.find("a").toFuture();

        assertThat(answer).isCompletedWithValue(null);
    }

    @Test
    void doesNotHideAFailureThatIsNotTheStoreBeingAway() {
        warm("a", "value");
        invalidations.unlinked();

        CompletableFuture<String> answer = cache.find("a").toFuture();
        loads.getLast().completeExceptionally(new IllegalStateException("damaged"));

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void aFailedLoadIsTriedAgain() {
        CompletableFuture<String> failed = cache.find("a").toFuture();
        loads.getLast().completeExceptionally(new StoreUnavailableException("timeout"));
        assertThat(failed).isCompletedExceptionally();

        warm("a", "value");
    }

    @Test
    void aWriteOfUnknownOutcomeMakesItAskButKeepsTheOldValueForAnOutage() {
        warm("a", "value");
        StepVerifier.create(cache.invalidating("a", Mono.error(new StoreUnavailableException("timeout"))))
                .expectError(StoreUnavailableException.class)
                .verify(PATIENCE);

        CompletableFuture<String> answer = cache.find("a").toFuture();
        loads.getLast().completeExceptionally(new StoreUnavailableException("away"));

        assertThat(loads).hasSize(2);
        assertThat(answer).isCompletedWithValue("value");
    }

    @Test
    void aSuccessfulWriteIsForgottenBeforeItsOutcomeIsSeen() {
        warm("a", "old");
        CompletableFuture<String> after = cache.invalidating("a", Mono.just("done"))
                .flatMap(done -> cache.find("a"))
                .toFuture();

        found("new");

        assertThat(after).isCompletedWithValue("new");
    }

    @Test
    void isBoundedByWeightWhateverComes() {
        NearCache<String, String> small = cacheOf(DataSize.ofBytes(1_000));
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> answer = small.find("k" + i).toFuture();
            loads.getLast().complete(Optional.of(new Loaded<>("v", 100)));
            assertThat(answer).isCompleted();
        }
        await().atMost(PATIENCE).until(() -> small.stats().entries() <= 10);
    }

    @Test
    void aFloodOfUnknownNamesEvictsNothing() {
        warm("a", "value");
        for (int i = 0; i < 50_000; i++) {
            warm("none" + i, null);
        }

        expect("a", "value");
    }

    @Test
    void ignoresMessagesOfAKindItDoesNotKnow() {
        warm("a", "value");

        invalidations.message("other:a");
        invalidations.message("");

        expect("a", "value");
    }

    private NearCache<String, String> cacheOf(DataSize size) {
        return invalidations.cache("thing", size.toBytes(), List::getFirst, key -> {
            CompletableFuture<Optional<Loaded<String>>> load = new CompletableFuture<>();
            loads.add(load);
            return load;
        });
    }

    private void warm(String key, String value) {
        int before = loads.size();
        CompletableFuture<String> answer = cache.find(key).toFuture();
        assertThat(loads).hasSize(before + 1);
        found(value);
        assertThat(answer).isCompletedWithValue(value);
    }

    private void found(String value) {
        loads.getLast().complete(Optional.ofNullable(value).map(some -> new Loaded<>(some, some.length())));
    }

    private void expect(String key, String value) {
        StepVerifier.Step<String> answer = StepVerifier.create(cache.find(key));
        (value == null ? answer : answer.expectNext(value)).expectComplete().verify(PATIENCE);
    }
}
