// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Time since a moment of no meaning, for a library that wants a {@link Clock}: corrections of the wall clock do not move it. */
final class ElapsedClock extends Clock {

    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final long origin;

    ElapsedClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        long elapsed = nanoTime.getAsLong() - origin;
        return Instant.ofEpochSecond(elapsed / SECOND, elapsed % SECOND);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
