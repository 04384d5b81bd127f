// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Calls that cannot wait so long, and what a refusal by the provider does. */
class QuotaGateRefusalTest extends QuotaGateSteps {

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
}
