// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.gateway.settings.WebhookSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before another attempt: full jitter, random below a bound that doubles. */
final class Pauses {

    /** Beyond it every bound has long reached its maximum. */
    private static final int MOST_DOUBLINGS = 30;

    private final Duration base;
    private final Duration most;
    private final RandomGenerator random;

    Pauses(WebhookSettings settings, RandomGenerator random) {
        this.base = settings.baseDelay();
        this.most = settings.maxDelay();
        this.random = random;
    }

    /**
     * @param attempts so far
     * @param hint what the receiver asks for, which is the least, up to the longest pause; null for nothing
     */
    Duration after(int attempts, @Nullable Duration hint) {
        double doubled = (double) base.toNanos() * Math.pow(2, Math.min(attempts - 1, MOST_DOUBLINGS));
        Duration pause = Duration.ofNanos((long) (random.nextDouble() * Math.min(doubled, (double) most.toNanos())));
        return hint == null ? pause : shorter(pause.plus(hint), most);
    }

    /** The same wait for many, spread by up to a second so that they do not end together. */
    Duration spread(Duration delay) {
        return delay.plusNanos(
                (long) (random.nextDouble() * Duration.ofSeconds(1).toNanos()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
