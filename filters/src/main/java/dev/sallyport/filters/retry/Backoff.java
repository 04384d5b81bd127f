// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before an attempt: full jitter (AWS Architecture Blog, "Exponential backoff and jitter"), random below a
 * bound that doubles. A server's hint takes its place and is only ever spread upwards, so that many who got the same hint do not come
 * back together.
 */
final class Backoff {

    private static final double FACTOR = 2;
    private static final double HINT_SPREAD = 0.1;

    private final IntervalFunction afterFailure;
    private final IntervalFunction afterThrottle;
    private final RandomGenerator random;

    Backoff(RetrySettings settings, RandomGenerator random) {
        this.afterFailure = IntervalFunction.ofExponentialBackoff(settings.baseDelay(), FACTOR, settings.maxDelay());
        this.afterThrottle =
                IntervalFunction.ofExponentialBackoff(settings.throttleDelay(), FACTOR, settings.maxDelay());
        this.random = random;
    }

    /**
     * @param repeated how often the call was already sent again
     * @param hint what the server asked for; null for none
     */
    Duration before(int repeated, boolean throttled, @Nullable Duration hint) {
        if (hint != null) {
            return spread(hint);
        }
        long bound = (throttled ? afterThrottle : afterFailure).apply(repeated + 1);
        return Duration.ofNanos(
                (long) (random.nextDouble() * Duration.ofMillis(bound).toNanos()));
    }

    private Duration spread(Duration hint) {
        return hint.plusNanos((long) (random.nextDouble() * HINT_SPREAD * hint.toNanos()));
    }
}
