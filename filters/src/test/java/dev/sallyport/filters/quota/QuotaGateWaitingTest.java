// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** Calls that wait their turn near a limit, and what becomes of their permits. */
class QuotaGateWaitingTest extends QuotaGateSteps {

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
}
