// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A replica's clock, off by so much. */
final class SkewedClock extends Clock {

    private final Simulation simulation;
    private final Duration error;

    SkewedClock(Simulation simulation, Duration error) {
        this.simulation = simulation;
        this.error = error;
    }

    @Override
    public Instant instant() {
        return simulation.now().plus(error);
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
