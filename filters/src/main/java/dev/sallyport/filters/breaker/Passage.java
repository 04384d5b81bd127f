// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.atomic.AtomicBoolean;

/** One attempt that a breaker let through and that owes it a verdict. */
final class Passage {

    private final HostBreaker breaker;
    private final CircuitBreaker.Metrics era;
    private final boolean probe;
    private final long begun;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * @param era what the breaker was counting in when it let the attempt through
     * @param begun nanoseconds on the breaker's clock
     */
    Passage(HostBreaker breaker, CircuitBreaker.Metrics era, boolean probe, long begun) {
        this.breaker = breaker;
        this.era = era;
        this.probe = probe;
        this.begun = begun;
    }

    /** Whether it tries out a host that has been failing; only with a permit that all replicas share. */
    boolean isProbe() {
        return probe;
    }

    /** The other replicas have sent enough probes for now; still to be ended. */
    void notShared() {
        breaker.pauseProbes();
    }

    boolean isLongerThan(long nanos, long now) {
        return now - begun >= nanos;
    }

    /** The first verdict counts: a cancel may come on the heels of an answer. */
    void end(Verdict verdict) {
        if (ended.compareAndSet(false, true)) {
            breaker.ended(verdict, era, probe);
        }
    }
}
