// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.egress.UpstreamOrigin;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The breakers of the hosts this replica has lately sent calls to. */
public final class CircuitBreakers {

    private static final Logger log = LoggerFactory.getLogger(CircuitBreakers.class);

    /** Stands for a host that holds a secret of a connection. */
    private static final String HIDDEN = "(hidden)";

    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Cache<UpstreamOrigin, Named> breakers;
    private final LongAdder opened = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param random safe for several threads
     */
    public CircuitBreakers(BreakerSettings settings, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.breakers = PathCache.newBuilder()
                .maximumSize(settings.hosts())
                .expireAfterAccess(
                        settings.maxOpenTime().plus(settings.window()).multipliedBy(2))
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** State by host and port, of those that are not closed. */
    public Map<String, BreakerState> states() {
        Map<String, BreakerState> states = new TreeMap<>();
        for (Named known : breakers.asMap().values()) {
            BreakerState state = known.breaker().state();
            if (state != BreakerState.CLOSED) {
                states.put(known.name(), state);
            }
        }
        return states;
    }

    /** How often a breaker has opened, or opened again, so far. */
    public long opened() {
        return opened.sum();
    }

    /** Attempts refused so far. */
    public long refused() {
        return refused.sum();
    }

    HostBreaker of(ProxyCall call) {
        UpstreamOrigin origin = call.base().origin();
        Named known = breakers.getIfPresent(origin);
        if (known == null) {
            String name = call.plan().hidesBase() ? HIDDEN : origin.authority();
            known = breakers.get(origin, missing -> new Named(name, make(name)));
        }
        return known.breaker();
    }

    void countRefused() {
        refused.increment();
    }

    private HostBreaker make(String name) {
        return new HostBreaker(settings, nanoTime, random, (state, retryAfter) -> changed(name, state, retryAfter));
    }

    private void changed(String name, BreakerState state, Duration retryAfter) {
        switch (state) {
            case OPEN -> {
                opened.increment();
                log.info("{} fails: no calls to it for {} ms", name, retryAfter.toMillis());
            }
            case HALF_OPEN -> log.info("{} has failed: trying a few calls", name);
            case CLOSED -> log.info("{} answers again", name);
        }
    }

    private record Named(String name, HostBreaker breaker) {}
}
