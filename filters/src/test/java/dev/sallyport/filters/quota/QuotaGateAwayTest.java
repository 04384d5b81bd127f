// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Calls while the ledger does not answer. */
class QuotaGateAwayTest extends QuotaGateSteps {

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
}
