// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deliveries that are not done yet, shared by all replicas. Each is due at some moment; whoever claims it when it is due has it for
 * himself for a while, and if he is not heard of again it is due anew. So every delivery is attempted at least once, and twice
 * where a replica ended between an attempt and saying so. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface Outbox {

    /** Keeps it, due at once. False when the environment has too many already; idempotent by its id. */
    Mono<Boolean> put(Delivery delivery);

    /** Environments that may have deliveries. */
    Flux<String> environments();

    /**
     * Takes deliveries that are due, longest due first. They are nobody else's until so much time has passed.
     *
     * @param most how many
     */
    Flux<Delivery> claim(String environment, int most, Duration time);

    /** Makes one due again after a while, as it is given; nothing happens if it was removed meanwhile. */
    Mono<Void> postpone(Delivery delivery, Duration delay);

    /** Forgets it; idempotent. */
    Mono<Void> remove(Delivery delivery);
}
