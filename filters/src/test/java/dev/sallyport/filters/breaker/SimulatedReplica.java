// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One replica's breaker beside a plain model of when it has to be open: every verdict of the last ten seconds in a list. It
 * fails as soon as the two differ.
 */
final class SimulatedReplica {

    private static final BreakerSettings SETTINGS = HostBreakerTest.SETTINGS;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A verdict and the second of the breaker's life it came in. */
    private record Counted(long second, boolean ill) {}

    private final LongSupplier nanoTime;
    private final long born;
    private final HostBreaker breaker;
    private final Map<Passage, Integer> eras = new HashMap<>();

    private BreakerState state = BreakerState.CLOSED;
    private int era;
    private List<Counted> counted = new ArrayList<>();
    private long openedAt;
    private int probesOfEra;
    private int openings;

    SimulatedReplica(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.born = nanoTime.getAsLong();
        this.breaker = new HostBreaker(SETTINGS, nanoTime, random, this::changed);
    }

    BreakerState state() {
        return breaker.state();
    }

    int openings() {
        return openings;
    }

    @Nullable
    Passage enter() {
        Passage passage = breaker.enter();
        assertThat(passage == null || state != BreakerState.OPEN)
                .as("nothing passes an open breaker")
                .isTrue();
        if (passage == null) {
            assertThat(state).as("a closed breaker lets everything through").isNotEqualTo(BreakerState.CLOSED);
            assertThat(breaker.retryAfter()).isBetween(Duration.ofSeconds(1), SETTINGS.maxOpenTime());
            assertThat(state == BreakerState.OPEN && nanoTime.getAsLong() - openedAt > 61 * SECOND)
                    .as("refused longer than the longest open time")
                    .isFalse();
            return null;
        }
        assertThat(passage.isProbe()).isEqualTo(state == BreakerState.HALF_OPEN);
        eras.put(passage, era);
        if (passage.isProbe()) {
            assertThat(++probesOfEra).as("probes at a time").isLessThanOrEqualTo(SETTINGS.probes());
        }
        return passage;
    }

    void end(Passage passage, Verdict verdict) {
        boolean current = eras.remove(passage) == era;
        if (current && passage.isProbe() && verdict == Verdict.UNKNOWN) {
            probesOfEra--;
        }
        if (current && state == BreakerState.CLOSED && verdict != Verdict.UNKNOWN) {
            counted.add(new Counted(second(), verdict == Verdict.ILL));
            boolean due = isDueToOpen();
            passage.end(verdict);
            assertThat(state == BreakerState.OPEN).as("opens exactly when due").isEqualTo(due);
        } else {
            BreakerState before = state;
            passage.end(verdict);
            assertThat(state == before || (passage.isProbe() && before == BreakerState.HALF_OPEN))
                    .as("only probes decide on recovery")
                    .isTrue();
        }
    }

    private boolean isDueToOpen() {
        counted.removeIf(old -> second() - old.second() >= SETTINGS.window().toSeconds());
        long ill = counted.stream().filter(Counted::ill).count();
        return counted.size() >= SETTINGS.minAttempts() && 100 * ill >= (long) SETTINGS.failureRate() * counted.size();
    }

    private long second() {
        return (nanoTime.getAsLong() - born) / SECOND;
    }

    private void changed(BreakerState now, Duration retryAfter) {
        switch (now) {
            case OPEN -> {
                openings++;
                openedAt = nanoTime.getAsLong();
                assertThat(retryAfter).as("open time").isBetween(SETTINGS.openTime(), SETTINGS.maxOpenTime());
            }
            case HALF_OPEN ->
                assertThat(nanoTime.getAsLong() - openedAt)
                        .as("open for")
                        .isGreaterThanOrEqualTo(SETTINGS.openTime().toNanos());
            case CLOSED -> assertThat(state).as("closes after probes").isEqualTo(BreakerState.HALF_OPEN);
        }
        state = now;
        if (now != BreakerState.OPEN) {
            era++;
            probesOfEra = 0;
            counted = new ArrayList<>();
        }
    }
}
