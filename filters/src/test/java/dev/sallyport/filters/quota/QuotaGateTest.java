// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Calls that need not wait: without a limit, far from it, and where none is held back. */
class QuotaGateTest extends QuotaGateSteps {

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

    @Test
    void anAskHasNoNegativeWait() {
        assertThatThrownBy(() -> new Ask("c", Priority.LOW, Duration.ofMillis(-1)))
                .hasMessage("maxWait: PT-0.001S (expected: >= 0)");
    }
}
