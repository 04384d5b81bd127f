// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that are charged to several buckets. */
class QuotaGateBucketsTest extends QuotaGateSteps {

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
}
