// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Reading.OfBucket;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class QuotaGateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedLedger ledger = new ScriptedLedger();
    private final Bucket bucket = bucket("default");
    private final List<Bucket> charged = List.of(bucket);
    private QuotaGate gate = gate(QuotaMode.ENFORCE, 1000);

    private QuotaGate gate(QuotaMode mode, int maxWaiting) {
        QuotaSettings settings =
                new QuotaSettings(mode, maxWaiting, Duration.ofMillis(50), 1000, Duration.ofMillis(100));
        return new QuotaGate(settings, ledger, time, () -> time.now(TimeUnit.NANOSECONDS));
    }

    // Without a limit

    @Test
    void aColdBucketWaitsForTheLedgerOnceAndThenGoesWithoutAsking() {
        assertThat(take()).isNull();

        StepVerifier.create(admit("c")).expectNextCount(1).expectComplete().verify(PATIENCE);

        assertThat(take()).isNotNull();
        assertThat(take()).isNotNull();
        pass(Duration.ofSeconds(59));
        assertThat(take()).isNotNull();
        assertThat(ledger.claims).hasSize(1);
        assertThat(gate.stats().inFlight()).isEqualTo(4);
    }

    @Test
    void callsThatComeBeforeTheFirstStandingShareOneClaim() {
        Sinks.One<Standing> answer = Sinks.one();
        ledger.answersLater(claim -> answer.asMono());
        List<Admission> admitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            admit("c" + i).subscribe(admitted::add);
        }

        answer.tryEmitValue(ScriptedLedger.unlimited(ledger.last())).orThrow();

        assertThat(admitted).hasSize(5);
        assertThat(ledger.claims).hasSize(1);
    }

    @Test
    void aBucketWithoutALimitIsLookedAtAgainAfterAMinuteWithoutHoldingCalls() {
        warmUp();
        pass(Duration.ofSeconds(61));

        assertThat(take()).isNotNull();
        pass(Duration.ofMillis(50));

        assertThat(ledger.claims).hasSize(2);
        assertThat(take()).isNotNull();
    }

    @Test
    void aNoticeOfALimitIsLookedUpAtOnce() {
        warmUp();
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, 2));

        ledger.tells(new BucketNotice(bucket.key(), Duration.ZERO));

        assertThat(ledger.claims).hasSize(2);
        assertThat(take()).isNotNull();
        assertThat(take()).isNotNull();
        assertThat(take()).isNull();
    }

    @Test
    void aFirstSightingIsReportedAtOnce() {
        warmUp();
        Admission admission = take();

        admission.answered(sees(bucket, 100, 99));

        assertThat(ledger.last().sighting()).isEqualTo(new Sighting(100L, 99, Duration.ofMinutes(1), null));
        assertThat(ledger.last().inFlight()).isZero();
    }

    // Far

    @Test
    void farFromTheLimitUseIsReportedOncePerInterval() {
        warmUpFar(100);
        for (int i = 0; i < 60; i++) {
            assertThat(take()).isNotNull();
        }
        assertThat(ledger.claims).hasSize(1);

        pass(Duration.ofMillis(50));

        assertThat(ledger.claims).hasSize(2);
        assertThat(ledger.last().spent()).isEqualTo(60);
        assertThat(ledger.last().inFlight()).isEqualTo(60);
        pass(Duration.ofMillis(400));
        assertThat(ledger.claims).hasSize(2);
    }

    @Test
    void littleUseMayBeReportedALittleLater() {
        warmUpFar(100);
        take();

        pass(Duration.ofMillis(499));
        assertThat(ledger.claims).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(ledger.last().spent()).isEqualTo(1);
    }

    @Test
    void creditThatIsNotRenewedEnds() {
        warmUpFar(100);

        pass(Duration.ofMillis(1_001));

        assertThat(take()).isNull();
    }

    @Test
    void whenCreditRunsOutCallsWaitForTheReport() {
        warmUpFar(2);
        Sinks.One<Standing> answer = Sinks.one();
        ledger.answersLater(claim -> answer.asMono());
        take();
        take();
        assertThat(take()).isNull();
        List<Admission> admitted = new ArrayList<>();
        admit("c").subscribe(admitted::add);
        assertThat(admitted).isEmpty();

        answer.tryEmitValue(ScriptedLedger.far(ledger.last(), 100, 2)).orThrow();

        assertThat(admitted).hasSize(1);
        assertThat(ledger.last().spent()).isEqualTo(2);
        assertThat(ledger.last().wants()).hasSize(1);
    }

    @Test
    void whatWasSpentSinceTheClaimIsTakenOffTheNextCredit() {
        warmUpFar(10);
        Sinks.One<Standing> answer = Sinks.one();
        ledger.answersLater(claim -> answer.asMono());
        takeMany(6);
        pass(Duration.ofMillis(50));
        takeMany(3);

        answer.tryEmitValue(ScriptedLedger.far(ledger.last(), 100, 10)).orThrow();
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, 10));

        takeMany(7);
        assertThat(take()).isNull();
        pass(Duration.ofMillis(50));
        assertThat(ledger.last().spent()).isEqualTo(16);
    }

    // Near

    @Test
    void nearTheLimitEachPermitIsAskedForByName() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        assertThat(take()).isNull();

        admit("c").block(PATIENCE);
        assertThat(take()).isNull();
        admit("c").block(PATIENCE);

        assertThat(ledger.claims).extracting(Claim::wanted).containsExactly(1, 1);
        assertThat(ledger.claims).extracting(Claim::spent).containsExactly(0L, 0L);
    }

    @Test
    void thoseWhoGotNothingAskAgainWhenTheLedgerSaidSo() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        List<Admission> admitted = new ArrayList<>();
        admit("c").subscribe(admitted::add);
        admit("c").subscribe(admitted::add);
        pass(Duration.ofMillis(99));
        assertThat(ledger.claims).hasSize(1);
        assertThat(gate.stats().waiting()).isEqualTo(2);

        ledger.answers(claim -> ScriptedLedger.near(claim, 5));
        pass(Duration.ofMillis(1));

        assertThat(admitted).hasSize(2);
        assertThat(ledger.last().wanted()).isEqualTo(2);
        assertThat(gate.stats().held()).isEqualTo(2);
        assertThat(gate.stats().waiting()).isZero();
    }

    @Test
    void theUrgentGoFirstAndConnectionsTakeTurns() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        List<String> order = new ArrayList<>();
        wait(order, "a", Priority.LOW, "low");
        wait(order, "a", Priority.NORMAL, "a1");
        wait(order, "a", Priority.NORMAL, "a2");
        wait(order, "a", Priority.NORMAL, "a3");
        wait(order, "b", Priority.NORMAL, "b1");
        wait(order, "b", Priority.HIGH, "high");

        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        pass(Duration.ofSeconds(1));

        assertThat(order).containsExactly("high", "a1", "b1", "a2", "a3", "low");
    }

    // Refusing

    @Test
    void aWaitThatIsKnownNotToFitIsRefusedAtOnceWithItsLength() {
        ledger.answers(claim -> ScriptedLedger.spent(claim, Duration.ofSeconds(30)));

        assertRefused(admit("c", Duration.ofSeconds(10)), 30_100);
        pass(Duration.ofMillis(250));
        assertRefused(admit("c", Duration.ofSeconds(10)), 29_850);
        assertThat(ledger.claims).hasSize(1);
        assertThat(gate.stats().refused()).isEqualTo(2);
    }

    @Test
    void aWaitThatFitsIsWaitedFor() {
        ledger.answers(claim -> ScriptedLedger.spent(claim, Duration.ofSeconds(30)));
        List<Admission> admitted = new ArrayList<>();
        admit("c", Duration.ofSeconds(40)).subscribe(admitted::add);
        pass(Duration.ofSeconds(30));
        assertThat(admitted).isEmpty();

        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        pass(Duration.ofMillis(100));

        assertThat(admitted).hasSize(1);
    }

    @Test
    void whoWaitedLongEnoughIsRefused() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        List<Throwable> refused = new ArrayList<>();
        admit("c", Duration.ofSeconds(1)).subscribe(admission -> {}, refused::add);

        pass(Duration.ofMillis(999));
        assertThat(refused).isEmpty();
        pass(Duration.ofMillis(1));

        assertThat(refused).hasSize(1);
        assertThat(gate.stats().waiting()).isZero();
    }

    @Test
    void aFullLineTakesNoMore() {
        gate = gate(QuotaMode.ENFORCE, 2);
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        admit("a").subscribe();
        admit("b").subscribe();

        assertRefused(admit("c"), 100);
    }

    @Test
    void aBlockThatBeginsSendsAwayThoseWhoCannotWaitForItsEnd() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        List<Throwable> refused = new ArrayList<>();
        admit("c", Duration.ofSeconds(5)).subscribe(admission -> {}, refused::add);
        admit("c", Duration.ofSeconds(50)).subscribe(admission -> {}, refused::add);

        ledger.tells(new BucketNotice(bucket.key(), Duration.ofSeconds(20)));

        assertThat(refused).hasSize(1);
        assertThat(gate.stats().blocked()).isEqualTo(1);
    }

    // Leaving

    @Test
    void whoLeavesWhileItWaitsIsGoneAtOnce() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        Disposable first = admit("a").subscribe();
        List<Admission> admitted = new ArrayList<>();
        admit("b").subscribe(admitted::add);

        first.dispose();

        assertThat(gate.stats().waiting()).isEqualTo(1);
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        pass(Duration.ofMillis(100));
        assertThat(admitted).hasSize(1);
    }

    @Test
    void aPermitForOneWhoLeftGoesToTheNext() {
        Sinks.One<Standing> answer = Sinks.one();
        ledger.answersLater(claim -> answer.asMono());
        Disposable first = admit("a").subscribe();
        List<Admission> admitted = new ArrayList<>();
        admit("b").subscribe(admitted::add);
        first.dispose();

        answer.tryEmitValue(ScriptedLedger.near(ledger.last(), 1)).orThrow();

        assertThat(admitted).hasSize(1);
        assertThat(gate.stats().inFlight()).isEqualTo(1);
    }

    @Test
    void aPermitThatNobodyTakesGoesBackToTheLedger() {
        Sinks.One<Standing> answer = Sinks.one();
        ledger.answersLater(claim -> answer.asMono());
        Disposable only = admit("a").subscribe();
        only.dispose();
        answer.tryEmitValue(ScriptedLedger.near(ledger.last(), 1)).orThrow();
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));

        admit("b").block(PATIENCE);

        assertThat(ledger.last().returned()).isEqualTo(1);
        assertThat(gate.stats().inFlight()).isEqualTo(1);
    }

    @Test
    void anUnsentCallGivesItsPermitToTheNextOrBack() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        Admission sent = admit("a").block(PATIENCE);
        Admission unsent = admit("a").block(PATIENCE);
        ledger.answers(claim -> ScriptedLedger.near(claim, 0));
        List<Admission> admitted = new ArrayList<>();
        admit("b").subscribe(admitted::add);

        unsent.unsent();
        assertThat(admitted).hasSize(1);
        sent.unsent();
        pass(Duration.ofMillis(50));

        assertThat(ledger.last().returned()).isEqualTo(1);
        assertThat(gate.stats().inFlight()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstEndOfAnAdmissionCounts() {
        warmUp();
        Admission admission = take();

        admission.failed();
        admission.answered(sees(bucket, 100, 1));
        admission.unsent();

        assertThat(gate.stats().inFlight()).isZero();
        assertThat(ledger.claims).hasSize(1);
    }

    // Refusals

    @Test
    void aRefusalStopsThisReplicaBeforeTheLedgerIsTold() {
        warmUp();
        Admission admission = take();
        List<Admission> meanwhile = new ArrayList<>();
        ledger.answersLater(claim -> {
            meanwhile.add(take());
            return Mono.just(ScriptedLedger.blocked(claim, Duration.ofSeconds(2)));
        });

        admission.answered(new Reading(List.of(), new Throttle(null, Duration.ofSeconds(2))));

        assertThat(meanwhile).hasSize(1).containsOnlyNulls();
        assertThat(ledger.last().blockFor()).isEqualTo(Duration.ofSeconds(2));
        assertThat(take()).isNull();
        assertRefused(admit("c", Duration.ofSeconds(1)), 2_000);
    }

    @Test
    void refusalsOfCallsThatWereOnTheirWayAreNoFurtherStrikes() {
        warmUp();
        List<Admission> admissions = takeMany(10);
        ledger.answers(claim -> ScriptedLedger.blocked(claim, Duration.ofMillis(500)));

        admissions.forEach(each -> each.answered(new Reading(List.of(), new Throttle(null, null))));

        assertThat(ledger.claims).filteredOn(claim -> claim.blockFor() != null).hasSize(1);
        assertThat(gate.stats().inFlight()).isZero();
    }

    @Test
    void aNoticeOfARefusalStopsThisReplica() {
        warmUp();

        ledger.tells(new BucketNotice(bucket.key(), Duration.ofSeconds(20)));

        assertThat(take()).isNull();
        assertRefused(admit("c", Duration.ofSeconds(1)), 20_000);
        assertThat(ledger.claims).hasSize(1);
    }

    // Several buckets

    @Test
    void aPermitOfEachBucketOrOfNone() {
        Bucket daily = bucket("daily");
        ledger.answers(claim -> claim.bucket().equals(daily)
                ? ScriptedLedger.spent(claim, Duration.ofHours(1))
                : ScriptedLedger.far(claim, 100, 10));
        List<Bucket> both = List.of(bucket, daily);

        assertRefused(gate.admit(both, new Ask("c", Priority.NORMAL, Duration.ofSeconds(1))), 3_600_100);
        assertThat(gate.tryAdmit(both, "c", Priority.NORMAL)).isNull();

        assertThat(gate.stats().inFlight()).isZero();
    }

    @Test
    void aPermitWhoseWindowEndedWhileAnotherWasWaitedForIsTakenAnew() {
        Bucket daily = bucket("daily");
        ledger.answers(claim -> claim.bucket().equals(daily)
                ? ScriptedLedger.spent(claim, Duration.ofMinutes(2))
                : ScriptedLedger.near(claim, 1));
        List<Admission> admitted = new ArrayList<>();
        gate.admit(List.of(bucket, daily), new Ask("c", Priority.NORMAL, Duration.ofMinutes(5)))
                .subscribe(admitted::add);
        ledger.claims.clear();

        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        pass(Duration.ofMinutes(3));

        assertThat(admitted).hasSize(1);
        assertThat(ledger.claims.stream().filter(claim -> claim.wanted() == 1))
                .extracting(claim -> claim.bucket().key().name())
                .containsExactly("daily", "default", "daily");
        assertThat(gate.stats().inFlight()).isEqualTo(2);
    }

    @Test
    void aPartThatAnAnswerTellsOfIsChargedToo() {
        warmUp();
        Bucket burst = bucket("default/burst");
        ledger.answers(claim -> claim.bucket().equals(burst)
                ? ScriptedLedger.spent(claim, Duration.ofSeconds(30))
                : ScriptedLedger.unlimited(claim));

        take().answered(sees(burst, 10, 0));

        assertThat(take()).isNull();
        assertRefused(admit("c", Duration.ofSeconds(1)), 30_100);
        assertThat(gate.stats().inFlight()).isZero();
        ledger.tells(new BucketNotice(burst.key(), Duration.ofSeconds(50)));
        assertRefused(admit("c", Duration.ofSeconds(1)), 50_000);
    }

    @Test
    void partsAreFew() {
        warmUp();
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, 5));
        for (int i = 0; i < 6; i++) {
            Admission admission = admit("c").block(PATIENCE);
            admission.answered(sees(bucket("default/" + i), 10, 5));
        }

        admit("c").block(PATIENCE);

        assertThat(gate.stats().inFlight()).isEqualTo(5);
    }

    @Test
    void anotherBucketThatAnAnswerTellsOfIsOnlyLearned() {
        warmUp();
        Bucket search = bucket("search");

        take().answered(sees(search, 30, 29));

        assertThat(ledger.last().bucket()).isEqualTo(search);
        assertThat(take()).isNotNull();
    }

    // Modes

    @Test
    void whenObservingNoCallIsHeldAndWhatWouldHaveBeenIsCounted() {
        gate = gate(QuotaMode.OBSERVE, 1000);
        ledger.answers(claim -> ScriptedLedger.spent(claim, Duration.ofSeconds(30)));
        Admission first = admit("c").block(PATIENCE);

        StepVerifier.create(admit("c", Duration.ofSeconds(60)))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(admit("c", Duration.ofSeconds(1)))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(gate.stats().held()).isEqualTo(1);
        assertThat(gate.stats().refused()).isEqualTo(1);
        first.answered(sees(bucket, 100, 0));
        assertThat(ledger.last().sighting()).isNotNull();
        assertThat(ledger.last().spent()).isEqualTo(2);
        assertThat(ledger.claims).allMatch(claim -> claim.wants().isEmpty());
    }

    @Test
    void whenOffNothingHappens() {
        gate = gate(QuotaMode.OFF, 1000);

        take().answered(sees(bucket, 100, 0));
        admit("c").block(PATIENCE).failed();

        assertThat(ledger.claims).isEmpty();
        assertThat(gate.stats().buckets()).isZero();
    }

    // Ledger away

    @Test
    void noCallWaitsForALedgerThatIsSilent() {
        ledger.answersLater(claim -> Mono.never());
        List<Admission> admitted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gate.admit(List.of(bucket("b" + i)), new Ask("c", Priority.NORMAL, Duration.ofSeconds(10)))
                    .subscribe(admitted::add);
        }
        pass(Duration.ofMillis(100));
        assertThat(admitted).hasSize(20);
        int asked = ledger.claims.size();

        pass(Duration.ofMillis(200));
        for (int i = 0; i < 20; i++) {
            gate.admit(List.of(bucket("more" + i)), new Ask("c", Priority.NORMAL, Duration.ZERO))
                    .subscribe(admitted::add);
        }

        assertThat(admitted).hasSize(40);
        assertThat(ledger.claims).hasSize(asked);
        assertThat(gate.stats().ledgerAway()).isTrue();
    }

    @Test
    void aLedgerThatIsAwayIsTriedNowAndThen() {
        ledger.answersLater(claim -> Mono.error(new StoreUnavailableException("away")));
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(10));
            gate.admit(List.of(bucket("b" + i)), new Ask("c", Priority.NORMAL, Duration.ZERO))
                    .subscribe();
        }

        assertThat(ledger.claims).hasSizeBetween(4, 5);
    }

    @Test
    void aloneAReplicaHasItsPartLessATenth() {
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, 1));
        admit("c").block(PATIENCE);
        ledger.answersLater(claim -> Mono.error(new StoreUnavailableException("away")));
        pass(Duration.ofSeconds(2));

        int admitted = 0;
        for (int i = 0; i < 60; i++) {
            Admission admission = take();
            admission = admission == null
                    ? admit("c", Duration.ofMillis(1)).onErrorComplete().block(PATIENCE)
                    : admission;
            admitted += admission == null ? 0 : 1;
        }

        assertThat(admitted).isEqualTo(30);
    }

    @Test
    void whatWasUsedAloneIsReportedOnceTheLedgerAnswersAgain() {
        aloneAReplicaHasItsPartLessATenth();
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        pass(Duration.ofSeconds(2));

        assertThat(ledger.last().spent()).isEqualTo(30);
        admit("c").block(PATIENCE);
        assertThat(ledger.last().spent()).isEqualTo(30);
        assertThat(ledger.last().wanted()).isEqualTo(1);
        assertThat(gate.stats().ledgerAway()).isFalse();
    }

    @Test
    void aLostReplyIsAskedForAgainWithoutCountingTwice() {
        ledger.answers(claim -> ScriptedLedger.near(claim, 1));
        admit("c").block(PATIENCE).unsent();
        List<Admission> admitted = new ArrayList<>();
        ledger.answersLater(
                claim -> ledger.claims.size() < 3 ? Mono.never() : Mono.just(ScriptedLedger.near(claim, 1)));

        admit("c").subscribe(admitted::add);
        pass(Duration.ofMillis(34));

        assertThat(admitted).hasSize(1);
        assertThat(ledger.claims).extracting(Claim::returned).containsExactly(0, 1, 0);
        assertThat(gate.stats().ledgerAway()).isFalse();
    }

    @Test
    void anAskHasNoNegativeWait() {
        assertThatThrownBy(() -> new Ask("c", Priority.LOW, Duration.ofMillis(-1)))
                .hasMessage("maxWait: PT-0.001S (expected: >= 0)");
    }

    private void warmUp() {
        admit("c").block(PATIENCE).failed();
    }

    /** With so much credit, and nothing in flight. */
    private void warmUpFar(long credit) {
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, credit));
        admit("c").block(PATIENCE).failed();
        ledger.claims.clear();
        pass(Duration.ofMillis(500));
    }

    private Admission take() {
        return gate.tryAdmit(charged, "c", Priority.NORMAL);
    }

    private List<Admission> takeMany(int count) {
        List<Admission> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(take());
        }
        assertThat(taken).doesNotContainNull();
        return taken;
    }

    private Mono<Admission> admit(String connection) {
        return admit(connection, Duration.ofSeconds(10));
    }

    private Mono<Admission> admit(String connection, Duration maxWait) {
        return gate.admit(charged, new Ask(connection, Priority.NORMAL, maxWait));
    }

    private void wait(List<String> order, String connection, Priority priority, String name) {
        gate.admit(charged, new Ask(connection, priority, Duration.ofSeconds(10)))
                .subscribe(admission -> order.add(name));
    }

    private static void assertRefused(Mono<Admission> admission, long retryAfterMillis) {
        StepVerifier.create(admission)
                .expectErrorSatisfies(error -> {
                    GatewayException refused = (GatewayException) error;
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.details()).containsEntry("retry_after_ms", retryAfterMillis);
                    assertThat(refused.details()).containsKey("bucket");
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(retryAfterMillis));
                })
                .verify(PATIENCE);
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private static Bucket bucket(String name) {
        return new Bucket(new BucketKey("dev", "github", "octocat", name), new Fixed());
    }

    private static Reading sees(Bucket seen, long limit, long remaining) {
        return new Reading(
                List.of(new OfBucket(seen, new Sighting(limit, remaining, Duration.ofMinutes(1), null))), null);
    }
}
