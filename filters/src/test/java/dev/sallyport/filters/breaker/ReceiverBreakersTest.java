// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.breaker.ReceiverBreakers.Admitted;
import dev.sallyport.filters.breaker.ReceiverBreakers.Crowded;
import dev.sallyport.filters.breaker.ReceiverBreakers.Refused;
import dev.sallyport.filters.egress.AbsoluteUrl;
import dev.sallyport.filters.egress.UpstreamOrigin;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiverBreakersTest {

    private static final int PLACES = 4;
    private static final BreakerSettings SETTINGS = new BreakerSettings(
            50,
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            100);

    private final AbsoluteUrl one = url("/one");
    private final AbsoluteUrl other = url("/other");
    private long now;
    private final ReceiverBreakers breakers = new ReceiverBreakers(SETTINGS, PLACES, () -> now, new Random(7));

    @Test
    void fiveFailuresShutOneReceiverAndNoOther() {
        fail(5);

        assertThat(breakers.enter(one))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.retryAfter())
                                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13)));
        assertThat(breakers.enter(other)).isInstanceOf(Admitted.class);
    }

    @Test
    void answersOfAnyKindKeepItOpenToUs() {
        for (int i = 0; i < 20; i++) {
            admitted().answered();
            admitted().left();
        }

        assertThat(breakers.enter(one)).isInstanceOf(Admitted.class);
    }

    @Test
    void afterAWhileOneProbeDecides() {
        fail(5);
        now += Duration.ofSeconds(13).toNanos();

        Admitted probe = admitted();
        assertThat(breakers.enter(one)).isInstanceOf(Refused.class);
        probe.answered();

        assertThat(breakers.enter(one)).isInstanceOf(Admitted.class);
    }

    @Test
    void onlySomeAreSentToOneReceiverAtATime() {
        Admitted first = admitted();
        for (int i = 1; i < PLACES; i++) {
            admitted();
        }

        assertThat(breakers.enter(one)).isEqualTo(new Crowded());
        assertThat(breakers.enter(other)).isInstanceOf(Admitted.class);

        first.answered();
        first.left();

        assertThat(breakers.enter(one)).isInstanceOf(Admitted.class);
        assertThat(breakers.enter(one)).isInstanceOf(Crowded.class);
    }

    @Test
    void aRefusalByTheBreakerTakesNoPlace() {
        fail(5);
        for (int i = 0; i < 2 * PLACES; i++) {
            breakers.enter(one);
        }
        now += Duration.ofSeconds(13).toNanos();

        admitted().answered();

        for (int i = 0; i < PLACES; i++) {
            admitted();
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            admitted().failed();
        }
    }

    private Admitted admitted() {
        return (Admitted) breakers.enter(one);
    }

    private static AbsoluteUrl url(String target) {
        return new AbsoluteUrl(new UpstreamOrigin("https", "receiver.example", 443), target);
    }
}
