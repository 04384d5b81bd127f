// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostBreakerTest {

    static final BreakerSettings SETTINGS = new BreakerSettings(
            50,
            20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            100);

    private final List<BreakerState> changes = new ArrayList<>();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos(); // wraps around within each test
    private final HostBreaker breaker =
            new HostBreaker(SETTINGS, () -> now, new Random(7), (state, wait) -> changes.add(state));

    @Test
    void nineteenFailuresAreTooFewToTell() {
        attempts(19, Verdict.ILL);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(changes).isEmpty();
    }

    @Test
    void halfOfTwentyAttemptsOpensIt() {
        attempts(10, Verdict.WELL);
        attempts(9, Verdict.ILL);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        attempts(1, Verdict.ILL);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.retryAfter()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(6250));
        assertThat(changes).containsExactly(BreakerState.OPEN);
    }

    @Test
    void lessThanHalfLeavesItClosed() {
        attempts(11, Verdict.WELL);
        attempts(9, Verdict.ILL);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void whatIsLongerAgoThanTheWindowIsForgotten() {
        attempts(19, Verdict.ILL);
        pass(Duration.ofSeconds(11));
        attempts(19, Verdict.ILL);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void attemptsThatSayNothingAreNotCounted() {
        attempts(1000, Verdict.UNKNOWN);
        attempts(19, Verdict.ILL);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        attempts(1, Verdict.ILL);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void threeGoodProbesCloseIt() {
        open();
        passOpenTime();
        List<Passage> probes = List.of(enter(), enter(), enter());
        assertThat(probes).allMatch(Passage::isProbe);
        assertThat(breaker.enter()).isNull();

        probes.forEach(probe -> probe.end(Verdict.WELL));

        assertThat(enter().isProbe()).isFalse();
        assertThat(changes).containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    }

    @Test
    void twoFailedProbesOfThreeOpenItForLonger() {
        open();
        Duration first = breaker.retryAfter();
        passOpenTime();
        List<Passage> probes = List.of(enter(), enter(), enter());
        probes.get(0).end(Verdict.WELL);
        probes.get(1).end(Verdict.ILL);
        probes.get(2).end(Verdict.ILL);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.retryAfter()).isBetween(Duration.ofMillis(7500), Duration.ofMillis(12_500));
        assertThat(breaker.retryAfter()).isGreaterThan(first);
    }

    @Test
    void theOpenTimeGrowsToItsMostAndStartsAnewOnceClosed() {
        open();
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.retryAfter()).isBetween(SETTINGS.openTime(), SETTINGS.maxOpenTime());
            passOpenTime();
            attempts(3, Verdict.ILL);
        }
        assertThat(breaker.retryAfter()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(60));

        passOpenTime();
        attempts(3, Verdict.WELL);
        open();

        assertThat(breaker.retryAfter()).isLessThan(Duration.ofMillis(6251));
    }

    @Test
    void aProbeThatSaysNothingLeavesItsPlaceToAnother() {
        open();
        passOpenTime();
        attempts(100, Verdict.UNKNOWN);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);

        attempts(3, Verdict.WELL);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aLateFailureOfBeforeDoesNotPassForAProbe() {
        List<Passage> early = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            early.add(enter());
        }
        open();
        passOpenTime();
        Passage probe = enter();

        early.subList(0, 5).forEach(late -> late.end(Verdict.ILL));
        early.subList(5, 10).forEach(late -> late.end(Verdict.UNKNOWN));

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        enter();
        enter();
        assertThat(breaker.enter()).as("a fourth probe").isNull();
        probe.end(Verdict.WELL);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void onlyTheFirstVerdictOfAnAttemptCounts() {
        open();
        passOpenTime();
        Passage probe = enter();
        probe.end(Verdict.WELL);
        probe.end(Verdict.UNKNOWN);
        probe.end(Verdict.UNKNOWN);

        enter();
        enter();
        assertThat(breaker.enter()).isNull();
    }

    @Test
    void probesThatNeverEndCountAsFailed() {
        open();
        passOpenTime();
        enter();
        enter();
        enter();
        pass(Duration.ofSeconds(59));
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);

        pass(Duration.ofSeconds(1));
        assertThat(breaker.enter()).isNull();

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aFreshProbeIsNotGivenUpForTheAgeOfTheFirst() {
        open();
        passOpenTime();
        attempts(1, Verdict.WELL);
        pass(Duration.ofSeconds(100));
        List<Passage> fresh = List.of(enter(), enter());
        assertThat(breaker.enter()).isNull();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);

        fresh.forEach(probe -> probe.end(Verdict.WELL));
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aProbeThatNeverEndsIsOutvoted() {
        open();
        passOpenTime();
        enter();
        attempts(2, Verdict.WELL);
        pass(Duration.ofSeconds(60));
        assertThat(breaker.enter()).isNull();

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aPermitThatOthersHaveTakenIsNotAskedForAtOnceAgain() {
        open();
        passOpenTime();
        Passage probe = enter();
        probe.notShared();
        probe.end(Verdict.UNKNOWN);

        assertThat(breaker.enter()).isNull();
        assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(250));
        assertThat(breaker.enter()).isNotNull();
    }

    private void open() {
        attempts(20, Verdict.ILL);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    private void passOpenTime() {
        pass(breaker.retryAfter().plusMillis(1));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Passage enter() {
        return Objects.requireNonNull(breaker.enter());
    }

    private void attempts(int count, Verdict verdict) {
        for (int i = 0; i < count; i++) {
            enter().end(verdict);
        }
    }
}
