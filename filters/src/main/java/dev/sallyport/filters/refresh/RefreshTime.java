// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Time and chance of a replica's refreshes.
 *
 * @param clock judges when a token expires
 * @param nanoTime monotonic; judges how long a lease was held, which a clock that is set must not change
 * @param random for several threads at once
 * @param scheduler runs refreshes and their timers; nobody's event loop
 */
public record RefreshTime(Clock clock, LongSupplier nanoTime, RandomGenerator random, Scheduler scheduler) {

    Instant now() {
        return clock.instant();
    }

    Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    Mono<Void> pause(Duration time) {
        return Mono.delay(time, scheduler).then();
    }

    /** 128 random bits in hex: unique, not secret. */
    String uniqueId() {
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }
}
