// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One host's breaker: Resilience4j's, and what it leaves open. A verdict on an attempt of an earlier state is dropped, as a
 * timeout of before the host recovered would otherwise pass for a failed probe. A probe that says nothing for too long
 * counts as failed, as the breaker would otherwise refuse everything until it does. No listener is registered: with one,
 * Resilience4j makes an event of every success.
 */
final class HostBreaker {

    private static final long LEAST_RETRY_AFTER = Duration.ofSeconds(1).toNanos();

    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Listener listener;
    private final CircuitBreaker breaker;

    private final AtomicReference<State> seen = new AtomicReference<>(State.CLOSED);
    private final AtomicLong lastProbe = new AtomicLong();
    private volatile long openUntil;
    private volatile long nextProbe;

    /**
     * @param random for the time it stays open; safe for several threads
     */
    HostBreaker(BreakerSettings settings, LongSupplier nanoTime, RandomGenerator random, Listener listener) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.listener = listener;
        this.nextProbe = nanoTime.getAsLong();
        this.breaker = CircuitBreaker.of("host", config(new ElapsedClock(nanoTime)));
    }

    /** Hears of changes, once each. */
    interface Listener {

        void changed(BreakerState state, Duration retryAfter);
    }

    /** Lets an attempt through; null when it is refused. */
    @Nullable
    Passage enter() {
        long now = nanoTime.getAsLong();
        if (breaker.getState() == State.HALF_OPEN && nextProbe - now > 0) {
            return null;
        }
        if (!breaker.tryAcquirePermission()) {
            giveUpSilentProbes(now);
            return null;
        }
        CircuitBreaker.Metrics era = breaker.getMetrics();
        boolean probe = note() == State.HALF_OPEN;
        if (probe) {
            lastProbe.set(now);
        }
        return new Passage(this, era, probe, now);
    }

    /** How long a refused call had better stay away: until the breaker lets probes through, and at least 1 s. */
    Duration retryAfter() {
        return Duration.ofNanos(Math.max(LEAST_RETRY_AFTER, openUntil - nanoTime.getAsLong()));
    }

    BreakerState state() {
        return toState(breaker.getState());
    }

    void pauseProbes() {
        // The permits of an interval are asked for a few times within it, not once for every call that comes.
        nextProbe = nanoTime.getAsLong() + settings.probeInterval().toNanos() / (settings.probes() + 1);
    }

    void ended(Verdict verdict, CircuitBreaker.Metrics era, boolean probe) {
        if (!breaker.getMetrics().equals(era)) {
            return;
        }
        switch (verdict) {
            case WELL -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            case ILL -> breaker.onError(0, TimeUnit.NANOSECONDS, new HostFailed());
            case UNKNOWN -> {
                if (probe) {
                    breaker.releasePermission();
                }
            }
        }
        note();
    }

    /** Called when all probes are out: the last of them has been silent too long, so they all have. */
    private void giveUpSilentProbes(long now) {
        long since = lastProbe.get();
        boolean silent = note() == State.HALF_OPEN
                && now - since >= settings.maxOpenTime().toNanos();
        if (silent && lastProbe.compareAndSet(since, now)) {
            for (int i = 0; i < settings.probes() && breaker.getState() == State.HALF_OPEN; i++) {
                breaker.onError(0, TimeUnit.NANOSECONDS, new HostFailed());
            }
            note();
        }
    }

    /** Finds out whether the state has changed, after whatever may have changed it. */
    private State note() {
        State now = breaker.getState();
        State before = seen.get();
        if (now != before) {
            if (now == State.HALF_OPEN) {
                lastProbe.set(nanoTime.getAsLong());
            }
            if (seen.compareAndSet(before, now)) {
                listener.changed(toState(now), retryAfter());
            }
        }
        return now;
    }

    private CircuitBreakerConfig config(Clock clock) {
        return CircuitBreakerConfig.custom()
                .clock(clock)
                // The lock-free window of 2.4.0 ignores the clock. A record holds the lock for some 40 ns.
                .slidingWindow(
                        Math.toIntExact(settings.window().toSeconds()),
                        settings.minAttempts(),
                        SlidingWindowType.TIME_BASED,
                        SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .failureRateThreshold(settings.failureRate())
                .permittedNumberOfCallsInHalfOpenState(settings.probes())
                .waitIntervalFunctionInOpenState(this::open)
                .writableStackTraceEnabled(false)
                .build();
    }

    /**
     * Milliseconds to stay open: doubled each time and spread by a quarter to both sides, so that replicas that opened at
     * one moment do not come back at one.
     *
     * @param times how often the breaker has opened without having closed
     */
    private long open(int times) {
        double least = settings.openTime().toMillis();
        double most = settings.maxOpenTime().toMillis();
        double middle = Math.min(most, least * Math.pow(2, times - 1.0));
        double spread = middle * (0.75 + random.nextDouble() * 0.5);
        long millis = Math.round(Math.clamp(spread, least, most));
        openUntil = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        return millis;
    }

    private static BreakerState toState(State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }

    /** Stands for every failure: Resilience4j wants one, nobody looks at it. */
    private static final class HostFailed extends Exception {

        private static final long serialVersionUID = 1L;

        HostFailed() {
            super("the host failed", null, false, false);
        }
    }
}
