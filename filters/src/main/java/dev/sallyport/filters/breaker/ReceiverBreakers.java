// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sallyport.filters.egress.AbsoluteUrl;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breakers of what the gateway sends on its own account, one for each URL, and how much is sent to it at a time: a receiver that
 * hangs holds up nobody else.
 */
public final class ReceiverBreakers {

    private static final Logger log = LoggerFactory.getLogger(ReceiverBreakers.class);

    private final BreakerSettings settings;
    private final int places;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Cache<AbsoluteUrl, Receiver> receivers;

    /**
     * @param places sends to one receiver at a time
     * @param nanoTime as {@link System#nanoTime}
     * @param random safe for several threads
     */
    public ReceiverBreakers(BreakerSettings settings, int places, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.places = places;
        this.nanoTime = nanoTime;
        this.random = random;
        this.receivers = Caffeine.newBuilder()
                .maximumSize(settings.hosts())
                .expireAfterAccess(
                        settings.maxOpenTime().plus(settings.window()).multipliedBy(2))
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** Asks whether something may be sent now; whoever is admitted says how it went. */
    public Entry enter(AbsoluteUrl url) {
        Receiver receiver = receivers.get(url, this::make);
        if (!receiver.places().tryAcquire()) {
            return new Crowded();
        }
        Passage passage = receiver.breaker().enter();
        if (passage == null) {
            receiver.places().release();
            return new Refused(receiver.breaker().retryAfter());
        }
        return new Admitted(passage, receiver.places());
    }

    /** Whether something may be sent. */
    public sealed interface Entry {}

    /** Not before this time has passed: the receiver fails. */
    public record Refused(Duration retryAfter) implements Entry {}

    /** Not until something else that is being sent to it is done. */
    public record Crowded() implements Entry {}

    /** Yes; a place is taken until one of its methods was called, of which only the first call counts. */
    public static final class Admitted implements Entry {

        private final Passage passage;
        private final Semaphore places;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Admitted(Passage passage, Semaphore places) {
            this.passage = passage;
            this.places = places;
        }

        /** The receiver answered, be it by a refusal. */
        public void answered() {
            end(Verdict.WELL);
        }

        /** It did not answer, or says that it fails. */
        public void failed() {
            end(Verdict.ILL);
        }

        /** Nothing was learned of it. */
        public void left() {
            end(Verdict.UNKNOWN);
        }

        private void end(Verdict verdict) {
            if (ended.compareAndSet(false, true)) {
                places.release();
                passage.end(verdict);
            }
        }
    }

    private Receiver make(AbsoluteUrl url) {
        String name = url.toString();
        HostBreaker breaker = new HostBreaker(
                settings, nanoTime, random, (state, retryAfter) -> log.info("Receiver {}: breaker {}", name, state));
        return new Receiver(breaker, new Semaphore(places));
    }

    private record Receiver(HostBreaker breaker, Semaphore places) {}
}
