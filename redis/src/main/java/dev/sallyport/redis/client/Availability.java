// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis answers. After some failures in a row it counts as away: requests stop trying, so that a frozen Redis does not
 * cost each of them a timeout, until a probe in the background succeeds.
 */
final class Availability {

    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);
    private static final int FAILURES_TO_AWAY = 3;

    private enum State {
        STARTING,
        HERE,
        AWAY
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final Runnable probe;

    /** @param probe called when Redis went away; tries it until {@link #succeeded()} */
    Availability(Runnable probe) {
        this.probe = probe;
    }

    boolean isHere() {
        return state.get() == State.HERE;
    }

    /** False only after it was tried: the first requests after the start may try, too. */
    boolean isWorthTrying() {
        return state.get() != State.AWAY;
    }

    void succeeded() {
        if (failuresInRow.get() != 0) {
            failuresInRow.set(0);
        }
        if (state.get() != State.HERE && state.getAndSet(State.HERE) != State.HERE) {
            LOG.info("Redis is available");
        }
    }

    /** @param reason one word, see {@link RedisErrors} */
    void failed(String reason) {
        if (failuresInRow.incrementAndGet() >= FAILURES_TO_AWAY) {
            away(reason);
        }
    }

    /** For a failure that needs no second opinion, such as a lost connection. */
    void away(String reason) {
        if (state.getAndSet(State.AWAY) != State.AWAY) {
            LOG.warn("Redis is away: {}. What is cached keeps serving, the rest is refused until it is back", reason);
            probe.run();
        }
    }
}
